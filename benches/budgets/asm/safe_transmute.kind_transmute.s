    cmp dil, 5
    mov eax, 5
    cmovb eax, edi
    ret
