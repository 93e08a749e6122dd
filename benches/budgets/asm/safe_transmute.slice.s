    mov rdx, rsi
    shr rdx, 2
    or esi, edi
    xor eax, eax
    test sil, 3
    cmove rax, rdi
    ret
