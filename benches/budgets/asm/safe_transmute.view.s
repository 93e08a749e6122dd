    xor eax, eax
    cmp rsi, 20
    cmovae rax, rdi
    ret
