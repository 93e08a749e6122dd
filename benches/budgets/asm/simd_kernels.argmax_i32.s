    cmp dil, 1
    je .1
    movzx eax, dil
    mov rdi, rsi
    mov rsi, rdx
    cmp eax, 2
    je simd_kernels::raw::avx2::run
    cmp eax, 3
    je simd_kernels::raw::avx512::run
    jmp simd_kernels::raw::scalar
.1:
    mov rdi, rsi
    mov rsi, rdx
    jmp simd_kernels::raw::sse2

    push rbp
    push r15
    push r14
    push rbx
    push rax
    test rsi, rsi
    je .15
    mov rax, rdi
    xor r8d, r8d
    mov rdx, rax
    mov r9, rsi
    xor r10d, r10d
    jmp .2
.1:
    lea r14, [r10 + 1]
    cmp ecx, ebx
    setle bpl
    shl r10, 11
    test r8b, bpl
    cmovne ecx, ebx
    cmove rdi, r10
    lea rdx, [rdx + 4*r11]
    mov r8b, 1
    mov r10, r14
    sub r9, r11
    je .10
.2:
    mov ebx, ecx
    cmp r9, 2048
    mov r11d, 2048
    cmovb r11, r9
    mov ecx, dword ptr [rdx]
    cmp r9, 8
    jae .3
    xor r14d, r14d
    jmp .8
.3:
    cmp r9, 64
    jae .4
    xor r14d, r14d
    jmp .6
.4:
    mov r14d, r11d
    and r14d, 4032
    vpbroadcastd zmm0, ecx
    mov rcx, r11
    and rcx, -64
    shl rcx, 2
    xor r15d, r15d
    vmovdqa64 zmm1, zmm0
    vmovdqa64 zmm2, zmm0
    vmovdqa64 zmm3, zmm0
.5:
    vpmaxsd zmm0, zmm0, zmmword ptr [rdx + r15]
    vpmaxsd zmm1, zmm1, zmmword ptr [rdx + r15 + 64]
    vpmaxsd zmm2, zmm2, zmmword ptr [rdx + r15 + 128]
    vpmaxsd zmm3, zmm3, zmmword ptr [rdx + r15 + 192]
    add r15, 256
    cmp rcx, r15
    jne .5
    vpmaxsd zmm0, zmm0, zmm1
    vpmaxsd zmm1, zmm2, zmm3
    vpmaxsd zmm0, zmm0, zmm1
    vextracti64x4 ymm1, zmm0, 1
    vpmaxsd zmm0, zmm0, zmm1
    vextracti128 xmm1, ymm0, 1
    vpmaxsd xmm0, xmm0, xmm1
    vpshufd xmm1, xmm0, 238
    vpmaxsd xmm0, xmm0, xmm1
    vpshufd xmm1, xmm0, 85
    vpmaxsd xmm0, xmm0, xmm1
    vmovd ecx, xmm0
    cmp r11, r14
    je .1
    test r11b, 56
    je .8
.6:
    mov r15, r14
    mov r14d, r11d
    and r14d, 4088
    vpbroadcastd ymm0, ecx
.7:
    vpmaxsd ymm0, ymm0, ymmword ptr [rdx + 4*r15]
    add r15, 8
    cmp r14, r15
    jne .7
    vextracti128 xmm1, ymm0, 1
    vpmaxsd xmm0, xmm0, xmm1
    vpshufd xmm1, xmm0, 238
    vpmaxsd xmm0, xmm0, xmm1
    vpshufd xmm1, xmm0, 85
    vpmaxsd xmm0, xmm0, xmm1
    vmovd ecx, xmm0
    jmp .9
.8:
    mov ebp, ecx
    mov ecx, dword ptr [rdx + 4*r14]
    cmp ebp, ecx
    cmovg ecx, ebp
    inc r14
.9:
    cmp r11, r14
    jne .8
    jmp .1
.10:
    mov rdx, rsi
    sub rdx, rdi
    jb .24
    lea rsi, [rax + 4*rdi]
    movabs r8, 2305843009213693888
    and r8, rdx
    lea r9, [rsi + 4*r8]
    mov r10d, edx
    and r10d, 63
    and rdx, -64
    lea rax, [rsi + 4*rdx]
    vpbroadcastd zmm0, ecx
    xor r11d, r11d
.11:
    cmp rsi, rax
    je .13
    mov rdx, r11
    vpcmpeqd k0, zmm0, zmmword ptr [rsi]
    vpcmpeqd k1, zmm0, zmmword ptr [rsi + 64]
    vpcmpeqd k2, zmm0, zmmword ptr [rsi + 128]
    kunpckwd k0, k1, k0
    vpcmpeqd k1, zmm0, zmmword ptr [rsi + 192]
    kunpckwd k1, k1, k2
    kunpckdq k0, k1, k0
    add rsi, 256
    inc r11
    kortestq k0, k0
    je .11
    mov r9d, 256
    xor eax, eax
    xor r8d, r8d
.12:
    cmp dword ptr [rsi + 4*r8 - 256], ecx
    je .21
    cmp dword ptr [rsi + 4*r8 - 252], ecx
    je .18
    cmp dword ptr [rsi + 4*r8 - 248], ecx
    je .19
    cmp dword ptr [rsi + 4*r8 - 244], ecx
    je .20
    add r8, 4
    add r9, -16
    jne .12
    jmp .16
.13:
    test r10, r10
    je .15
    shl r10d, 2
    xor eax, eax
    xor edx, edx
.14:
    cmp dword ptr [r9 + 4*rdx], ecx
    je .17
    inc rdx
    add r10, -4
    jne .14
    jmp .16
.15:
    xor eax, eax
.16:
    jmp .23
.17:
    add rdx, r8
    jmp .22
.18:
    or r8, 1
    jmp .21
.19:
    or r8, 2
    jmp .21
.20:
    or r8, 3
.21:
    shl rdx, 6
    or rdx, r8
.22:
    add rdx, rdi
    mov eax, 1
.23:
    add rsp, 8
    pop rbx
    pop r14
    pop r15
    pop rbp
    vzeroupper
    ret
.24:
    lea rcx, [rip + CONSTANT]
    mov rdx, rsi
    vzeroupper
    call core::slice::index::slice_index_fail
