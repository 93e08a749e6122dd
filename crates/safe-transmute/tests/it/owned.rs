//! Owned memory under another type: given back whole, and only where it may be.

use std::{
    borrow::Cow,
    fmt::Debug,
    rc::Rc,
    sync::{Arc, Weak},
};

use safe_transmute::{
    Be, CastErrorKind, as_bytes, cast_arc, cast_box, cast_rc, cast_vec, header_and_tail, layout,
    slice_from_prefix, to_aligned,
};

/// Aligned and sized like a `u32`, with a destructor that must not run for one of them.
#[repr(C, align(4))]
struct Loud([u8; 4]);

impl Drop for Loud {
    fn drop(&mut self) {
        assert_ne!(self.0, [9; 4], "dropped under the type that it no longer has");
    }
}

layout! { struct Loud { 0 }: Pod }

#[test]
fn vectors() {
    let values = vec![Loud([9; 4]), Loud([9; 4]), Loud([9; 4])];
    let at = values.as_ptr().addr();
    let words: Vec<u32> = cast_vec(values).unwrap();
    assert_eq!((words.as_ptr().addr(), &words[..]), (at, &[0x0909_0909; 3][..]));
    let back: Vec<Loud> = cast_vec(vec![1_u32, 2]).unwrap();
    assert_eq!(back.len(), 2);

    let mut spare = Vec::with_capacity(8);
    spare.extend([1_u8, 2, 3, 4]);
    let pairs: Vec<[u8; 2]> = cast_vec(spare).unwrap();
    assert_eq!((&pairs[..], pairs.capacity()), (&[[1, 2], [3, 4]][..], 4));
    let bytes: Vec<u8> = cast_vec(pairs).unwrap();
    assert_eq!((&bytes[..], bytes.capacity()), (&[1, 2, 3, 4][..], 8));
    let empty: Vec<Be<u64>> = cast_vec(Vec::<u8>::new()).unwrap();
    assert_eq!(empty.capacity(), 0);
}

#[test]
fn vectors_that_do_not_fit() {
    let error = cast_vec::<u8, [u8; 3]>(vec![1, 2, 3, 4]).unwrap_err();
    assert_eq!(error.kind, CastErrorKind::Size { need: 6, got: 4 });
    assert_eq!(error.into_source(), [1, 2, 3, 4]);

    let mut spare = Vec::with_capacity(4);
    spare.extend([1_u8, 2, 3]);
    let error = cast_vec::<u8, [u8; 3]>(spare).unwrap_err();
    assert_eq!(error.kind, CastErrorKind::Size { need: 6, got: 4 }, "of the capacity");
    let mut spare = error.into_source();
    spare.shrink_to_fit();
    assert_eq!(cast_vec::<u8, [u8; 3]>(spare).unwrap(), [[1, 2, 3]]);

    let error = cast_vec::<u32, u8>(vec![1]).unwrap_err();
    assert!(matches!(error.kind, CastErrorKind::Align { need: 1, .. }), "freed as it was taken");
    assert!(error.to_string().contains("allocated for an alignment other than 1"), "{error}");
    assert!(cast_vec::<u8, u32>(vec![0; 4]).is_err());
}

#[test]
fn vectors_without_bytes() {
    assert_eq!(cast_vec::<(), [u8; 0]>(vec![(); 5]).unwrap().len(), 5);
    assert!(cast_vec::<(), u8>(vec![(); 5]).is_err());
    assert!(cast_vec::<u8, ()>(vec![1]).is_err());
    assert!(cast_vec::<(), [u32; 0]>(vec![(); 5]).is_err(), "another alignment");
}

#[test]
fn boxes() {
    let word: Box<u32> = cast_box(Box::new(Loud([9; 4]))).unwrap();
    assert_eq!(*word, 0x0909_0909);
    let error = cast_box::<u32, u64>(word).unwrap_err();
    assert_eq!(error.kind, CastErrorKind::Size { need: 8, got: 4 });
    let error = cast_box::<u32, [u8; 4]>(error.into_source()).unwrap_err();
    assert!(matches!(error.kind, CastErrorKind::Align { need: 1, .. }));
    let _: Box<[u8; 0]> = cast_box(Box::new(())).unwrap();
}

#[test]
fn shared() {
    let float = Arc::new(1.0_f32);
    let weak = Arc::downgrade(&float);
    let mut bits: Arc<u32> = cast_arc(float.clone()).unwrap();
    assert_eq!((*float, *bits, Arc::strong_count(&float)), (1.0, 0x3f80_0000, 2));
    assert!(Arc::get_mut(&mut bits).is_none(), "another holds it as a float");
    drop(float);
    assert!(Arc::get_mut(&mut bits).is_none(), "another may come to hold it as a float");
    *Arc::make_mut(&mut bits) = 7;
    assert!(Weak::upgrade(&weak).is_none(), "moved away from those who could see a float");
    assert_eq!(*bits, 7);
    let error = cast_arc::<u32, [u8; 4]>(bits).unwrap_err();
    assert_eq!(*error.into_source(), 7);

    let bits = std::thread::spawn(|| cast_arc::<f32, u32>(Arc::new(1.0)).unwrap());
    assert_eq!(*bits.join().unwrap(), 0x3f80_0000);
}

#[test]
fn shared_with_weak_references_to_what_it_was() {
    let bytes = Arc::new([1_u8, 2]);
    let weak: Weak<dyn Debug> = Arc::downgrade(&bytes) as _;
    let signed: Arc<[i8; 2]> = cast_arc(bytes).unwrap();
    assert_eq!(format!("{:?} {signed:?}", weak.upgrade()), "Some([1, 2]) [1, 2]");
    let seen = weak.upgrade();
    drop(signed);
    assert!(weak.upgrade().is_some(), "held as what it was");
    drop(seen);
    assert!(weak.upgrade().is_none(), "gone for all at once");
}

/// Without bytes, and yet not to be anywhere.
#[derive(Clone)]
#[repr(C, align(64))]
struct Placed;

layout! { struct Placed {}: Pod }

#[test]
fn without_bytes_of_a_strict_alignment() {
    assert_eq!(cast_vec::<Placed, [Placed; 3]>(vec![Placed; 2]).unwrap().len(), 2);
    assert!(cast_vec::<Placed, ()>(vec![Placed; 2]).is_err());
    let _: Box<[Placed; 3]> = cast_box(Box::new(Placed)).unwrap();
    let _: Arc<[Placed; 3]> = cast_arc(Arc::new(Placed)).unwrap();
    assert!(cast_arc::<Placed, ()>(Arc::new(Placed)).is_err());
    let bytes = [0; 65];
    for start in 0..64 {
        assert_eq!(to_aligned::<Placed>(&bytes[start..start]).unwrap().len(), 0);
        let row = slice_from_prefix::<Placed>(&bytes[start..], usize::MAX);
        assert_eq!(row.is_ok(), (bytes.as_ptr().addr() + start) % 64 == 0);
        assert_eq!(header_and_tail::<Placed, u8>(&bytes[start..]).is_ok(), row.is_ok());
    }
}

#[test]
fn shared_within_a_thread() {
    let float = Rc::new(1.0_f32);
    let bits: Rc<u32> = cast_rc(float.clone()).unwrap();
    assert_eq!((*bits, Rc::strong_count(&float)), (0x3f80_0000, 2));
    drop(float);
    assert_eq!(Rc::try_unwrap(bits), Ok(0x3f80_0000));
    assert!(cast_rc::<u8, u16>(Rc::new(1)).is_err());
}

#[test]
fn aligned() {
    let words = [1_u32, 2, 3];
    let bytes = as_bytes(&words);
    assert!(matches!(to_aligned::<u32>(bytes), Ok(Cow::Borrowed(seen)) if seen == words));
    let mut moved = vec![0];
    moved.extend_from_slice(bytes);
    // One of the two is not aligned, wherever the vector lies.
    for start in [0, 1] {
        let seen = to_aligned::<u32>(&moved[start..start + 12]).unwrap();
        assert_eq!(as_bytes(&seen[..]), &moved[start..start + 12]);
    }
    let error = to_aligned::<u32>(&bytes[..7]).unwrap_err();
    assert_eq!(error.kind, CastErrorKind::Size { need: 8, got: 7 });
    assert_eq!(to_aligned::<[u32; 0]>(&[]).unwrap().len(), 0);
    assert!(to_aligned::<()>(&[1]).is_err());
}
