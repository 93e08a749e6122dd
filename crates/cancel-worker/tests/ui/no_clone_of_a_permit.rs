//@ error: E0382
// A permit is room for one item.

async fn twice(permit: cancel_worker::Permit<'_, u8>) {
    let _ = permit.send(1);
    let _ = permit.send(2);
}

fn main() {
    let _ = twice;
}
