    cmp rdx, r8
    jne .1
    sub rsp, 40
    mov qword ptr [rsp + 8], rsi
    mov qword ptr [rsp + 16], rdx
    mov qword ptr [rsp + 24], rcx
    mov qword ptr [rsp + 32], rdx
    cmp dil, 1
    je .3
    movzx eax, dil
    lea rdi, [rsp + 8]
    cmp eax, 2
    je .2
    cmp eax, 3
    jne .4
    call simd_kernels::raw::avx512::run
    mov eax, 1
    add rsp, 40
    ret
.1:
    xor eax, eax
    ret
.2:
    call simd_kernels::raw::avx2::run
    mov eax, 1
    add rsp, 40
    ret
.3:
    lea rdi, [rsp + 8]
    call simd_kernels::raw::sse2::run
    mov eax, 1
    add rsp, 40
    ret
.4:
    call simd_kernels::raw::scalar
    mov eax, 1
    add rsp, 40
    ret

    push r15
    push r14
    push rbx
    sub rsp, 136
    mov rcx, qword ptr [rdi]
    mov rdx, qword ptr [rdi + 8]
    mov rax, qword ptr [rdi + 16]
    mov rsi, qword ptr [rdi + 24]
    cmp rsi, rdx
    cmovb rdx, rsi
    cmp rdx, 65
    jae .1
    mov rsi, -1
    bzhi rsi, rsi, rdx
    vbroadcastss zmm1, dword ptr [rip + CONSTANT]
    kmovd k1, esi
    vblendmps zmm0 {k1}, zmm1, zmmword ptr [rcx]
    vbroadcastss zmm2, dword ptr [rip + CONSTANT]
    vblendmps zmm3 {k1}, zmm2, zmmword ptr [rax]
    vmulps zmm0, zmm0, zmm3
    cmp rdx, 17
    jb .5
    mov edx, esi
    shr edx, 16
    kmovd k1, edx
    vblendmps zmm3 {k1}, zmm1, zmmword ptr [rcx + 64]
    mov rdx, rsi
    shr rdx, 32
    kmovd k2, edx
    vblendmps zmm4 {k2}, zmm1, zmmword ptr [rcx + 128]
    shr rsi, 48
    kmovd k3, esi
    vmovups zmm1 {k3}, zmmword ptr [rcx + 192]
    vblendmps zmm5 {k1}, zmm2, zmmword ptr [rax + 64]
    vblendmps zmm6 {k2}, zmm2, zmmword ptr [rax + 128]
    vmulps zmm3, zmm3, zmm5
    vmulps zmm4, zmm4, zmm6
    vmovups zmm2 {k3}, zmmword ptr [rax + 192]
    vmulps zmm1, zmm1, zmm2
    vaddps zmm1, zmm3, zmm1
    vaddps zmm0, zmm0, zmm4
    jmp .4
.1:
    cmp rdx, 4096
    jae .6
    mov rsi, rdx
    shr rsi, 6
    vbroadcastss zmm0, dword ptr [rip + CONSTANT]
    mov edi, 192
    vmovaps zmm1, zmm0
    vmovaps zmm2, zmm0
    vmovaps zmm3, zmm0
.2:
    vmovups zmm4, zmmword ptr [rcx + rdi - 192]
    vmovups zmm5, zmmword ptr [rcx + rdi - 128]
    vmovups zmm6, zmmword ptr [rcx + rdi - 64]
    vmovups zmm7, zmmword ptr [rcx + rdi]
    vmulps zmm4, zmm4, zmmword ptr [rax + rdi - 192]
    vaddps zmm3, zmm3, zmm4
    vmulps zmm4, zmm5, zmmword ptr [rax + rdi - 128]
    vaddps zmm2, zmm2, zmm4
    vmulps zmm4, zmm6, zmmword ptr [rax + rdi - 64]
    vmulps zmm5, zmm7, zmmword ptr [rax + rdi]
    vaddps zmm1, zmm1, zmm4
    vaddps zmm0, zmm0, zmm5
    add rdi, 256
    dec rsi
    jne .2
    mov rsi, rdx
    and rsi, 63
    je .3
    and edx, 4032
    shl edx, 2
    mov rdi, -1
    bzhi rsi, rdi, rsi
    vbroadcastss zmm4, dword ptr [rip + CONSTANT]
    kmovd k1, esi
    vblendmps zmm5 {k1}, zmm4, zmmword ptr [rcx + rdx]
    mov edi, esi
    shr edi, 16
    kmovd k2, edi
    vblendmps zmm6 {k2}, zmm4, zmmword ptr [rcx + rdx + 64]
    mov rdi, rsi
    shr rdi, 32
    kmovd k3, edi
    vblendmps zmm7 {k3}, zmm4, zmmword ptr [rcx + rdx + 128]
    shr rsi, 48
    kmovd k4, esi
    vbroadcastss zmm8, dword ptr [rip + CONSTANT]
    vmovups zmm4 {k4}, zmmword ptr [rcx + rdx + 192]
    vblendmps zmm9 {k1}, zmm8, zmmword ptr [rax + rdx]
    vblendmps zmm10 {k2}, zmm8, zmmword ptr [rax + rdx + 64]
    vmulps zmm5, zmm5, zmm9
    vblendmps zmm9 {k3}, zmm8, zmmword ptr [rax + rdx + 128]
    vmulps zmm6, zmm6, zmm10
    vmulps zmm7, zmm7, zmm9
    vmovups zmm8 {k4}, zmmword ptr [rax + rdx + 192]
    vmulps zmm4, zmm4, zmm8
    vaddps zmm3, zmm3, zmm5
    vaddps zmm2, zmm2, zmm6
    vaddps zmm1, zmm1, zmm7
    vaddps zmm0, zmm0, zmm4
.3:
    vaddps zmm0, zmm0, zmm2
    vaddps zmm1, zmm1, zmm3
.4:
    vaddps zmm0, zmm0, zmm1
.5:
    vextractf64x4 ymm1, zmm0, 1
    vaddps ymm0, ymm0, ymm1
    vextractf128 xmm1, ymm0, 1
    vaddps xmm0, xmm0, xmm1
    vshufpd xmm1, xmm0, xmm0, 1
    vaddps xmm0, xmm0, xmm1
    vmovshdup xmm1, xmm0
    vaddss xmm0, xmm0, xmm1
    jmp .20
.6:
    vbroadcastss zmm0, dword ptr [rip + CONSTANT]
    vmovups zmmword ptr [rsp - 128], zmm0
    vmovups zmmword ptr [rsp - 64], zmm0
    vmovups zmmword ptr [rsp], zmm0
    vmovups zmmword ptr [rsp + 64], zmm0
    mov qword ptr [rsp + 128], 0
    lea rsi, [rdx - 4096]
    shr rsi, 12
    xor r10d, r10d
    xor r8d, r8d
    mov r9d, 64
    jmp .8
.7:
    add rax, 16384
    vmovss dword ptr [rsp + 4*r11 - 128], xmm1
    cmp r10, rsi
    lea r10, [r10 + 1]
    mov qword ptr [rsp + 128], r10
    je .15
.8:
    mov rdi, rcx
    add rcx, 16384
    vmovaps zmm1, zmm0
    test r8b, r8b
    jne .10
    mov r11, rcx
    sub r11, rdi
    shr r11, 8
    cmp r11, 64
    cmovae r11, r9
    shl r11d, 8
    xor ebx, ebx
    vmovaps zmm1, zmm0
    vmovaps zmm2, zmm0
    vmovaps zmm3, zmm0
    vmovaps zmm4, zmm0
.9:
    vmovups zmm5, zmmword ptr [rdi + rbx]
    vmovups zmm6, zmmword ptr [rdi + rbx + 64]
    vmovups zmm7, zmmword ptr [rdi + rbx + 128]
    vmovups zmm8, zmmword ptr [rdi + rbx + 192]
    vmulps zmm5, zmm5, zmmword ptr [rax + rbx]
    vaddps zmm4, zmm4, zmm5
    vmulps zmm5, zmm6, zmmword ptr [rax + rbx + 64]
    vaddps zmm3, zmm3, zmm5
    vmulps zmm5, zmm7, zmmword ptr [rax + rbx + 128]
    vmulps zmm6, zmm8, zmmword ptr [rax + rbx + 192]
    vaddps zmm2, zmm2, zmm5
    vaddps zmm1, zmm1, zmm6
    add rbx, 256
    cmp r11, rbx
    jne .9
    vaddps zmm2, zmm4, zmm2
    vaddps zmm1, zmm3, zmm1
    vaddps zmm1, zmm2, zmm1
.10:
    vextractf64x4 ymm2, zmm1, 1
    vaddps ymm1, ymm1, ymm2
    vextractf128 xmm2, ymm1, 1
    vaddps xmm1, xmm1, xmm2
    vshufpd xmm2, xmm1, xmm1, 1
    vaddps xmm1, xmm1, xmm2
    vmovshdup xmm2, xmm1
    vaddss xmm1, xmm1, xmm2
    mov r11, r10
    not r11
    tzcnt r11, r11
    je .7
    mov ebx, r11d
    and ebx, 7
    cmp r11, 8
    jae .11
    xor r14d, r14d
    jmp .13
.11:
    mov r15d, r11d
    and r15d, 56
    xor r14d, r14d
.12:
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r14 - 128]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r14 - 124]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r14 - 120]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r14 - 116]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r14 - 112]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r14 - 108]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r14 - 104]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r14 - 100]
    add r14, 8
    cmp r15, r14
    jne .12
    test rbx, rbx
    je .7
.13:
    lea r14, [rsp + 4*r14]
    add r14, -128
    xor r15d, r15d
.14:
    vaddss xmm1, xmm1, dword ptr [r14 + 4*r15]
    inc r15
    cmp rbx, r15
    jne .14
    jmp .7
.15:
    mov r8d, edx
    and r8d, 63
    mov r9d, edx
    shr r9d, 6
    and r9d, 63
    je .21
    shl r9d, 8
    vbroadcastss zmm0, dword ptr [rip + CONSTANT]
    xor r10d, r10d
    vmovaps zmm2, zmm0
    vmovaps zmm3, zmm0
    vmovaps zmm1, zmm0
.16:
    vmovups zmm4, zmmword ptr [rdi + r10 + 16384]
    vmovups zmm5, zmmword ptr [rdi + r10 + 16448]
    vmovups zmm6, zmmword ptr [rdi + r10 + 16512]
    vmovups zmm7, zmmword ptr [rdi + r10 + 16576]
    vmulps zmm4, zmm4, zmmword ptr [rax + r10]
    vaddps zmm1, zmm1, zmm4
    vmulps zmm4, zmm5, zmmword ptr [rax + r10 + 64]
    vaddps zmm3, zmm3, zmm4
    vmulps zmm4, zmm6, zmmword ptr [rax + r10 + 128]
    vmulps zmm5, zmm7, zmmword ptr [rax + r10 + 192]
    vaddps zmm2, zmm2, zmm4
    vaddps zmm0, zmm0, zmm5
    add r10, 256
    cmp r9, r10
    jne .16
    test r8, r8
    je .18
.17:
    and edx, 4032
    shl edx, 2
    add rcx, rdx
    mov rdi, -1
    bzhi rdi, rdi, r8
    vbroadcastss zmm4, dword ptr [rip + CONSTANT]
    kmovd k1, edi
    vblendmps zmm5 {k1}, zmm4, zmmword ptr [rcx]
    mov r8d, edi
    shr r8d, 16
    kmovd k2, r8d
    vblendmps zmm6 {k2}, zmm4, zmmword ptr [rcx + 64]
    add rax, rdx
    mov rdx, rdi
    shr rdx, 32
    kmovd k3, edx
    vblendmps zmm7 {k3}, zmm4, zmmword ptr [rcx + 128]
    shr rdi, 48
    kmovd k4, edi
    vbroadcastss zmm8, dword ptr [rip + CONSTANT]
    vmovups zmm4 {k4}, zmmword ptr [rcx + 192]
    vblendmps zmm9 {k1}, zmm8, zmmword ptr [rax]
    vblendmps zmm10 {k2}, zmm8, zmmword ptr [rax + 64]
    vmulps zmm5, zmm5, zmm9
    vblendmps zmm9 {k3}, zmm8, zmmword ptr [rax + 128]
    vmulps zmm6, zmm6, zmm10
    vmulps zmm7, zmm7, zmm9
    vmovups zmm8 {k4}, zmmword ptr [rax + 192]
    vmulps zmm4, zmm4, zmm8
    vaddps zmm1, zmm1, zmm5
    vaddps zmm3, zmm3, zmm6
    vaddps zmm2, zmm2, zmm7
    vaddps zmm0, zmm0, zmm4
.18:
    vaddps zmm0, zmm3, zmm0
    vaddps zmm1, zmm1, zmm2
    vaddps zmm0, zmm1, zmm0
    inc rsi
    vextractf64x4 ymm1, zmm0, 1
    vaddps ymm0, ymm0, ymm1
    vextractf128 xmm1, ymm0, 1
    vaddps xmm0, xmm0, xmm1
    vshufpd xmm1, xmm0, xmm0, 1
    vaddps xmm0, xmm0, xmm1
    vmovshdup xmm1, xmm0
    vaddss xmm0, xmm0, xmm1
.19:
    tzcnt rax, rsi
    vaddss xmm0, xmm0, dword ptr [rsp + 4*rax - 128]
    blsr rsi, rsi
    jne .19
.20:
    vcmpunordss k1, xmm0, xmm0
    vmovss xmm0 {k1}, dword ptr [rip + CONSTANT]
    add rsp, 136
    pop rbx
    pop r14
    pop r15
    vzeroupper
    ret
.21:
    vbroadcastss zmm1, dword ptr [rip + CONSTANT]
    vmovaps zmm3, zmm1
    vmovaps zmm2, zmm1
    vmovaps zmm0, zmm1
    test r8, r8
    jne .17
    jmp .18
