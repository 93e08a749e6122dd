    mov rax, rdi
    cmp rdx, 16
    jb .1
    movups xmm0, xmmword ptr [rsi]
    movups xmmword ptr [rax + 1], xmm0
    mov cl, 1
    mov byte ptr [rax], cl
    ret
.1:
    xor ecx, ecx
    mov byte ptr [rax], cl
    ret
