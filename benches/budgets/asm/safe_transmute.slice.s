    mov eax, esi
    or eax, edi
    shr rsi, 2
    xor edx, edx
    test al, 3
    cmove rdx, rsi
    mov eax, 4
    cmove rax, rdi
    ret
