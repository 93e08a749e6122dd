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

    cmp rsi, 65
    jae .1
    lea rax, [rip + CONSTANT]
    vbroadcastss zmm1, dword ptr [rip + CONSTANT]
    kmovw k1, word ptr [rax + 8*rsi]
    vblendmps zmm0 {k1}, zmm1, zmmword ptr [rdi]
    cmp rsi, 17
    jb .8
    kmovw k1, word ptr [rax + 8*rsi + 2]
    kmovw k2, word ptr [rax + 8*rsi + 4]
    kmovw k3, word ptr [rax + 8*rsi + 6]
    vblendmps zmm2 {k1}, zmm1, zmmword ptr [rdi + 64]
    vblendmps zmm3 {k2}, zmm1, zmmword ptr [rdi + 128]
    vmovups zmm1 {k3}, zmmword ptr [rdi + 192]
    vaddps zmm1, zmm2, zmm1
    vaddps zmm0, zmm0, zmm3
    vaddps zmm0, zmm0, zmm1
    jmp .8
.1:
    cmp rsi, 4096
    jae .2
    lea rax, [4*rsi - 256]
    test eax, 256
    jne .3
    vmovups zmm0, zmmword ptr [rdi]
    vmovups zmm1, zmmword ptr [rdi + 64]
    vmovups zmm2, zmmword ptr [rdi + 128]
    vmovups zmm3, zmmword ptr [rdi + 192]
    cmp rax, 256
    jb .6
    lea rax, [rdi + 256]
    jmp .4
.2:
    jmp simd_kernels::raw::avx512::run
.3:
    vbroadcastss zmm0, dword ptr [rip + CONSTANT]
    vmovaps zmm1, zmm0
    vmovaps zmm2, zmm0
    vmovaps zmm3, zmm0
    mov rax, rdi
.4:
    lea rcx, [4*rsi]
    and ecx, 16128
    add rcx, rdi
.5:
    vaddps zmm0, zmm0, zmmword ptr [rax]
    vaddps zmm1, zmm1, zmmword ptr [rax + 64]
    vaddps zmm2, zmm2, zmmword ptr [rax + 128]
    vaddps zmm3, zmm3, zmmword ptr [rax + 192]
    vaddps zmm0, zmm0, zmmword ptr [rax + 256]
    vaddps zmm1, zmm1, zmmword ptr [rax + 320]
    vaddps zmm2, zmm2, zmmword ptr [rax + 384]
    vaddps zmm3, zmm3, zmmword ptr [rax + 448]
    add rax, 512
    cmp rax, rcx
    jne .5
.6:
    mov rax, rsi
    and rax, 63
    je .7
    and esi, 4032
    vbroadcastss zmm4, dword ptr [rip + CONSTANT]
    lea rcx, [rip + CONSTANT]
    kmovw k1, word ptr [rcx + 8*rax]
    kmovw k2, word ptr [rcx + 8*rax + 2]
    kmovw k3, word ptr [rcx + 8*rax + 4]
    kmovw k4, word ptr [rcx + 8*rax + 6]
    vblendmps zmm5 {k1}, zmm4, zmmword ptr [rdi + 4*rsi]
    vblendmps zmm6 {k2}, zmm4, zmmword ptr [rdi + 4*rsi + 64]
    vblendmps zmm7 {k3}, zmm4, zmmword ptr [rdi + 4*rsi + 128]
    vmovups zmm4 {k4}, zmmword ptr [rdi + 4*rsi + 192]
    vaddps zmm0, zmm0, zmm5
    vaddps zmm1, zmm1, zmm6
    vaddps zmm2, zmm2, zmm7
    vaddps zmm3, zmm3, zmm4
.7:
    vaddps zmm1, zmm3, zmm1
    vaddps zmm0, zmm2, zmm0
    vaddps zmm0, zmm1, zmm0
.8:
    vextractf64x4 ymm1, zmm0, 1
    vaddps ymm0, ymm0, ymm1
    vextractf128 xmm1, ymm0, 1
    vaddps xmm0, xmm0, xmm1
    vshufpd xmm1, xmm0, xmm0, 1
    vaddps xmm0, xmm0, xmm1
    vmovshdup xmm1, xmm0
    vaddss xmm0, xmm0, xmm1
    vcmpunordss k1, xmm0, xmm0
    vmovss xmm0 {k1}, dword ptr [rip + CONSTANT]
    vzeroupper
    ret

    sub rsp, 136
    vbroadcastss zmm0, dword ptr [rip + CONSTANT]
    vmovups zmmword ptr [rsp - 128], zmm0
    vmovups zmmword ptr [rsp - 64], zmm0
    vmovups zmmword ptr [rsp], zmm0
    vmovups zmmword ptr [rsp + 64], zmm0
    mov qword ptr [rsp + 128], 0
    lea rax, [rsi - 4096]
    shr rax, 12
    xor edx, edx
    jmp .2
.1:
    lea rdi, [rcx + 16384]
    vmovss dword ptr [rsp + 4*r8 - 128], xmm1
    cmp rdx, rax
    lea rdx, [rdx + 1]
    mov qword ptr [rsp + 128], rdx
    je .8
.2:
    mov rcx, rdi
    mov edi, 448
    vmovaps zmm1, zmm0
    vmovaps zmm2, zmm0
    vmovaps zmm3, zmm0
    vmovaps zmm4, zmm0
.3:
    vaddps zmm1, zmm1, zmmword ptr [rcx + rdi - 448]
    vaddps zmm2, zmm2, zmmword ptr [rcx + rdi - 384]
    vaddps zmm3, zmm3, zmmword ptr [rcx + rdi - 320]
    vaddps zmm4, zmm4, zmmword ptr [rcx + rdi - 256]
    vaddps zmm1, zmm1, zmmword ptr [rcx + rdi - 192]
    vaddps zmm2, zmm2, zmmword ptr [rcx + rdi - 128]
    vaddps zmm3, zmm3, zmmword ptr [rcx + rdi - 64]
    vaddps zmm4, zmm4, zmmword ptr [rcx + rdi]
    add rdi, 512
    cmp rdi, 16832
    jne .3
    vaddps zmm1, zmm3, zmm1
    vaddps zmm2, zmm4, zmm2
    vaddps zmm1, zmm2, zmm1
    vextractf64x4 ymm2, zmm1, 1
    vaddps ymm1, ymm1, ymm2
    vextractf128 xmm2, ymm1, 1
    vaddps xmm1, xmm1, xmm2
    vshufpd xmm2, xmm1, xmm1, 1
    vaddps xmm1, xmm1, xmm2
    vmovshdup xmm2, xmm1
    vaddss xmm1, xmm1, xmm2
    mov rdi, rdx
    not rdi
    tzcnt r8, rdi
    je .1
    mov edi, r8d
    and edi, 7
    cmp r8, 8
    jae .4
    xor r9d, r9d
    jmp .6
.4:
    mov r10d, r8d
    and r10d, 56
    xor r9d, r9d
.5:
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r9 - 128]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r9 - 124]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r9 - 120]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r9 - 116]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r9 - 112]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r9 - 108]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r9 - 104]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r9 - 100]
    add r9, 8
    cmp r10, r9
    jne .5
    test rdi, rdi
    je .1
.6:
    lea r9, [rsp + 4*r9]
    add r9, -128
    xor r10d, r10d
.7:
    vaddss xmm1, xmm1, dword ptr [r9 + 4*r10]
    inc r10
    cmp rdi, r10
    jne .7
    jmp .1
.8:
    mov edx, esi
    and edx, 63
    lea r8d, [4*rsi - 16384]
    and r8d, 16128
    je .9
    lea r10, [r8 - 256]
    test r10d, 256
    jne .10
    lea r9, [rcx + 16640]
    vmovups zmm1, zmmword ptr [rcx + 16384]
    vmovups zmm2, zmmword ptr [rcx + 16448]
    vmovups zmm3, zmmword ptr [rcx + 16512]
    vmovups zmm0, zmmword ptr [rcx + 16576]
    test r10, r10
    jne .11
    jmp .13
.9:
    vbroadcastss zmm1, dword ptr [rip + CONSTANT]
    vmovaps zmm2, zmm1
    vmovaps zmm3, zmm1
    vmovaps zmm0, zmm1
    jmp .13
.10:
    vbroadcastss zmm0, dword ptr [rip + CONSTANT]
    mov r9, rdi
    vmovaps zmm3, zmm0
    vmovaps zmm2, zmm0
    vmovaps zmm1, zmm0
    test r10, r10
    je .13
.11:
    add r8, rdi
.12:
    vaddps zmm1, zmm1, zmmword ptr [r9]
    vaddps zmm2, zmm2, zmmword ptr [r9 + 64]
    vaddps zmm3, zmm3, zmmword ptr [r9 + 128]
    vaddps zmm0, zmm0, zmmword ptr [r9 + 192]
    vaddps zmm1, zmm1, zmmword ptr [r9 + 256]
    vaddps zmm2, zmm2, zmmword ptr [r9 + 320]
    vaddps zmm3, zmm3, zmmword ptr [r9 + 384]
    vaddps zmm0, zmm0, zmmword ptr [r9 + 448]
    add r9, 512
    cmp r9, r8
    jne .12
.13:
    test rdx, rdx
    je .14
    and esi, 4032
    lea rcx, [rdi + 4*rsi]
    vbroadcastss zmm4, dword ptr [rip + CONSTANT]
    lea rsi, [rip + CONSTANT]
    kmovw k1, word ptr [rsi + 8*rdx]
    kmovw k2, word ptr [rsi + 8*rdx + 2]
    kmovw k3, word ptr [rsi + 8*rdx + 4]
    kmovw k4, word ptr [rsi + 8*rdx + 6]
    vblendmps zmm5 {k1}, zmm4, zmmword ptr [rcx]
    vblendmps zmm6 {k2}, zmm4, zmmword ptr [rcx + 64]
    vblendmps zmm7 {k3}, zmm4, zmmword ptr [rcx + 128]
    vmovups zmm4 {k4}, zmmword ptr [rcx + 192]
    vaddps zmm1, zmm1, zmm5
    vaddps zmm2, zmm2, zmm6
    vaddps zmm3, zmm3, zmm7
    vaddps zmm0, zmm0, zmm4
.14:
    vaddps zmm0, zmm2, zmm0
    vaddps zmm1, zmm1, zmm3
    vaddps zmm0, zmm1, zmm0
    inc rax
    vextractf64x4 ymm1, zmm0, 1
    vaddps ymm0, ymm0, ymm1
    vextractf128 xmm1, ymm0, 1
    vaddps xmm0, xmm0, xmm1
    vshufpd xmm1, xmm0, xmm0, 1
    vaddps xmm0, xmm0, xmm1
    vmovshdup xmm1, xmm0
    vaddss xmm0, xmm0, xmm1
.15:
    tzcnt rcx, rax
    vaddss xmm0, xmm0, dword ptr [rsp + 4*rcx - 128]
    blsr rax, rax
    jne .15
    vcmpunordss k1, xmm0, xmm0
    vmovss xmm0 {k1}, dword ptr [rip + CONSTANT]
    add rsp, 136
    vzeroupper
    ret
