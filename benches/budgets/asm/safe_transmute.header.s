    mov rax, rdi
    cmp rdx, 20
    jb .1
    mov ecx, dword ptr [rsi + 16]
    mov dword ptr [rax + 17], ecx
    movups xmm0, xmmword ptr [rsi]
    movups xmmword ptr [rax + 1], xmm0
    mov cl, 1
    mov byte ptr [rax], cl
    ret
.1:
    xor ecx, ecx
    mov byte ptr [rax], cl
    ret
