    test rsi, rsi
    je .1
    movzx ecx, byte ptr [rdi]
    cmp cl, 5
    mov eax, 5
    cmovb eax, ecx
    ret
.1:
    mov al, 5
    ret
