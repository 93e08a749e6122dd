    mov rax, qword ptr [rdi]
    lea rcx, [rax + 8]
    cmp rcx, qword ptr [rdi + 8]
    ja arena_alloc::bodies::put_in_new
    mov qword ptr [rdi], rcx
    mov qword ptr [rax], rsi
    ret
