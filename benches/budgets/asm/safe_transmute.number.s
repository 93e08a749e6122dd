    cmp rsi, 8
    jb .1
    mov rdx, qword ptr [rdi]
    mov eax, 1
    ret
.1:
    xor eax, eax
    ret
