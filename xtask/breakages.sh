#!/usr/bin/env bash
# breakages.sh [NAME...]: breaks the tree on purpose, one thing at a time, and wants the gate to say so. Each
# row is a name, the stage that must fail, a file, and what perl does to its text. The tree must be
# clean, and is again afterwards. What a weaker memory order does, `cargo xtask weaken CRATE` shows for each.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -z "$(git status --porcelain)" ] || { echo "commit first: files are changed and put back" >&2; exit 2; }
wanted=" $* "
missed=0

breakage() {
    local name=$1 stage=$2 file=$3 change=$4
    [ "$wanted" = "  " ] || [[ $wanted == *" $name "* ]] || return 0
    perl -0pi -e "$change" "$file"
    git diff --quiet && { echo "$name: nothing in $file is as it was; mend this row" >&2; exit 2; }
    local log="${TMPDIR:-/tmp}/breakage-$name.log" code=0
    cargo xtask verify --only "$stage" >"$log" 2>&1 || code=$?
    git checkout -q -- .
    # The verdict, the stage's row, and the first words of what it found.
    if [ "$code" = 1 ] && grep -qE "^$stage +fail" "$log"; then
        echo "$name: $stage fails: $(grep -A 2 "^$stage: " "$log" | tr -s ' \n' ' ' | cut -c1-180)"
    else
        echo "$name: NOT SEEN by $stage (exit code $code, $log)"
        missed=1
    fi
}
trap 'git checkout -q -- .' EXIT

breakage proof ledger crates/ringbuf-spsc/src/raw/async_slot.rs \
    's|\n +// SAFETY: \[RB-3\] the slot is initialised[^\n]*||'
breakage invariant ledger crates/obj-pool/src/raw.rs 's|\*\*OP-7, |**OP-17, |'
breakage rival benches benches/benches/simd/main.rs 's|(count\(xs, 7\), bytecount::count\(xs), 7\)|$1, 8)|'
breakage link doc crates/obj-pool/src/lib.rs 's|\A|//! [`Pool::nowhere`](crate::Nowhere)\n|'
breakage licence deny crates/ringbuf-spsc/Cargo.toml 's|license.workspace = true|license = "GPL-3.0-only"|'
breakage padding oracle crates/safe-transmute/tests/oracle.rs 's|flags: \[u8; 3\]|flags: [u8; 2]|'
breakage kernel instr crates/simd-kernels/src/level.rs \
    's|(T::run\(self\.0, Whole\(Elements \{ xs \}\)\))|core::hint::black_box($1);\n        $1|'
breakage panics panic crates/ringbuf-spsc/src/raw/side.rs \
    's|(self\.mine\(\)\.store\(pos)|assert!(pos != 77);\n        $1|'
breakage allocates alloc crates/ringbuf-spsc/src/raw/side.rs \
    's|(self\.mine\(\)\.store\(pos)|core::mem::forget(core::hint::black_box(alloc::boxed::Box::new(pos)));\n        $1|'
breakage order loom crates/ringbuf-spsc/src/raw/side.rs \
    's|self\.mine\(\)\.store\(pos, Ordering::Release\)|self.mine().store(pos, Ordering::Relaxed)|'
breakage leak valgrind crates/ringbuf-spsc/src/raw/heap.rs \
    's|unsafe \{ dealloc\(self\.0\.as_ptr\(\)\.cast\(\), self\.1\) \};|let _ = (dealloc, self.1);|'
breakage untested reach crates/safe-transmute/tests/it/main.rs 's|mod ffi;\n||'

exit "$missed"
