    test rdx, rdx
    je .1
    push rax
    movss xmm0, dword ptr [rsi]
    cmp dil, 1
    je .3
    movzx eax, dil
    mov rdi, rsi
    mov rsi, rdx
    cmp eax, 2
    je .2
    cmp eax, 3
    jne .4
    call simd_kernels::raw::avx512::run
    mov eax, 1
    add rsp, 8
    ret
.1:
    xor eax, eax
    ret
.2:
    call simd_kernels::raw::avx2::run
    mov eax, 1
    add rsp, 8
    ret
.3:
    mov rdi, rsi
    mov rsi, rdx
    call simd_kernels::raw::sse2
    mov eax, 1
    add rsp, 8
    ret
.4:
    call simd_kernels::raw::scalar
    mov eax, 1
    add rsp, 8
    ret

    movabs r8, 2305843009213693888
    and r8, rsi
    mov eax, esi
    and eax, 63
    vbroadcastss zmm0, xmm0
    shl rsi, 2
    movabs rcx, 9223372036854775552
    and rcx, rsi
    je .2
    add rsi, -256
    shr rsi, 8
    je .8
    inc rsi
    mov r10, rsi
    and r10, -2
    xor edx, edx
    mov r9, rdi
    vmovaps zmm1, zmm0
    vmovaps zmm3, zmm0
    vmovaps zmm2, zmm0
    vmovaps zmm4, zmm0
.1:
    vmovups zmm5, zmmword ptr [r9]
    vmovups zmm6, zmmword ptr [r9 + 64]
    vmovups zmm7, zmmword ptr [r9 + 128]
    vmovups zmm8, zmmword ptr [r9 + 192]
    vcmpunordps k0, zmm5, zmm6
    vcmpunordps k1, zmm7, zmm8
    korw k0, k0, k1
    kmovd r11d, k0
    or edx, r11d
    vminps zmm4, zmm4, zmm5
    vminps zmm2, zmm2, zmm6
    vminps zmm3, zmm3, zmm7
    vminps zmm1, zmm1, zmm8
    vmovups zmm5, zmmword ptr [r9 + 256]
    vmovups zmm6, zmmword ptr [r9 + 320]
    vmovups zmm7, zmmword ptr [r9 + 384]
    vmovups zmm8, zmmword ptr [r9 + 448]
    add r9, 512
    vcmpunordps k0, zmm5, zmm6
    vcmpunordps k1, zmm7, zmm8
    korw k0, k0, k1
    kmovd r11d, k0
    or r11d, edx
    mov edx, r11d
    vminps zmm4, zmm4, zmm5
    vminps zmm2, zmm2, zmm6
    vminps zmm3, zmm3, zmm7
    vminps zmm1, zmm1, zmm8
    add r10, -2
    jne .1
    test sil, 1
    je .3
    jmp .9
.2:
    xor edx, edx
    vmovaps zmm4, zmm0
    vmovaps zmm2, zmm0
    vmovaps zmm3, zmm0
    vmovaps zmm1, zmm0
.3:
    lea rsi, [rdi + 4*r8]
    test rax, rax
    je .5
.4:
    mov r8, -1
    bzhi r8, r8, rax
    kmovd k1, r8d
    vblendmps zmm5 {k1}, zmm0, zmmword ptr [rsi]
    mov r9d, r8d
    shr r9d, 16
    kmovd k1, r9d
    vblendmps zmm6 {k1}, zmm0, zmmword ptr [rsi + 64]
    mov r9, r8
    shr r9, 32
    kmovd k1, r9d
    vblendmps zmm7 {k1}, zmm0, zmmword ptr [rsi + 128]
    shr r8, 48
    kmovd k1, r8d
    vmovups zmm0 {k1}, zmmword ptr [rsi + 192]
    vcmpunordps k0, zmm5, zmm6
    vcmpunordps k1, zmm7, zmm0
    korw k0, k0, k1
    kmovd r8d, k0
    or edx, r8d
    vminps zmm4, zmm4, zmm5
    vminps zmm2, zmm2, zmm6
    vminps zmm3, zmm3, zmm7
    vminps zmm1, zmm1, zmm0
.5:
    test dx, dx
    je .6
    vmovss xmm0, dword ptr [rip + CONSTANT]
    vzeroupper
    ret
.6:
    vminps zmm0, zmm4, zmm3
    vminps zmm1, zmm2, zmm1
    vminps zmm0, zmm0, zmm1
    vextractf64x4 ymm1, zmm0, 1
    vminps ymm0, ymm0, ymm1
    vextractf128 xmm1, ymm0, 1
    vminps xmm0, xmm0, xmm1
    vshufpd xmm1, xmm0, xmm0, 3
    vminps xmm0, xmm0, xmm1
    vmovshdup xmm1, xmm0
    vminss xmm0, xmm0, xmm1
    vxorps xmm1, xmm1, xmm1
    vucomiss xmm0, xmm1
    jne .7
    jnp .10
.7:
    vzeroupper
    ret
.8:
    xor edx, edx
    mov r9, rdi
    vmovaps zmm1, zmm0
    vmovaps zmm3, zmm0
    vmovaps zmm2, zmm0
    vmovaps zmm4, zmm0
.9:
    vmovups zmm5, zmmword ptr [r9]
    vmovups zmm6, zmmword ptr [r9 + 64]
    vmovups zmm7, zmmword ptr [r9 + 128]
    vmovups zmm8, zmmword ptr [r9 + 192]
    vcmpunordps k0, zmm5, zmm6
    vcmpunordps k1, zmm7, zmm8
    korw k0, k0, k1
    kmovd esi, k0
    or edx, esi
    vminps zmm4, zmm4, zmm5
    vminps zmm2, zmm2, zmm6
    vminps zmm3, zmm3, zmm7
    vminps zmm1, zmm1, zmm8
    lea rsi, [rdi + 4*r8]
    test rax, rax
    jne .4
    jmp .5
.10:
    vpbroadcastd zmm0, dword ptr [rip + CONSTANT]
.11:
    test rcx, rcx
    je .13
    vpcmpeqd k0, zmm0, zmmword ptr [rdi]
    vpcmpeqd k1, zmm0, zmmword ptr [rdi + 64]
    vpcmpeqd k2, zmm0, zmmword ptr [rdi + 128]
    kunpckwd k0, k1, k0
    vpcmpeqd k1, zmm0, zmmword ptr [rdi + 192]
    kunpckwd k1, k1, k2
    kunpckdq k0, k1, k0
    add rdi, 256
    add rcx, -256
    kortestq k0, k0
    je .11
    mov rax, -256
    vmovss xmm1, dword ptr [rip + CONSTANT]
    xor ecx, ecx
    vpxor xmm0, xmm0, xmm0
.12:
    cmp ecx, dword ptr [rdi + rax]
    jo .15
    cmp ecx, dword ptr [rdi + rax + 4]
    jo .15
    cmp ecx, dword ptr [rdi + rax + 8]
    jo .15
    cmp ecx, dword ptr [rdi + rax + 12]
    jo .15
    add rax, 16
    jne .12
    jmp .7
.13:
    vpxor xmm0, xmm0, xmm0
    test rax, rax
    je .7
    shl eax, 2
    xor ecx, ecx
    vmovss xmm1, dword ptr [rip + CONSTANT]
    xor edx, edx
.14:
    cmp ecx, dword ptr [rsi + rdx]
    jo .15
    add rdx, 4
    cmp rax, rdx
    jne .14
    jmp .7
.15:
    vmovaps xmm0, xmm1
    vzeroupper
    ret
