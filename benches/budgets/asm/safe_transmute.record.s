    mov rax, rdi
    cmp rsi, 8
    setb cl
    test al, 3
    setne dl
    or dl, cl
    jne .1
    cmp byte ptr [rax], 4
    ja .1
    cmp byte ptr [rax + 1], 2
    jb .2
.1:
    xor eax, eax
.2:
    ret
