    mov rax, qword ptr [rdi]
    mov rcx, qword ptr [rdi + 8]
    sub rcx, rax
    cmp rcx, 8
    jb arena_alloc::slow::<impl arena_alloc::arena::Arena<S>>::alloc_in_new
    lea rcx, [rax + 8]
    mov qword ptr [rdi], rcx
    mov qword ptr [rax], rsi
    ret
