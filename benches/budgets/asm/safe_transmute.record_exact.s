    mov rax, rdi
    xor rsi, 8
    mov ecx, eax
    and ecx, 3
    or rcx, rsi
    jne .1
    cmp byte ptr [rax], 4
    ja .1
    cmp byte ptr [rax + 1], 2
    jb .2
.1:
    xor eax, eax
.2:
    ret
