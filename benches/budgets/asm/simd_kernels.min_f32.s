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

    mov eax, esi
    and eax, 63
    vbroadcastss zmm0, xmm0
    lea r8, [4*rsi]
    movabs rcx, 9223372036854775552
    and rcx, r8
    je .3
    add r8, -256
    shr r8, 8
    je .8
    inc r8
    mov r10, r8
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
    vminps zmm4, zmm4, zmm5
    vminps zmm2, zmm2, zmm6
    vminps zmm3, zmm3, zmm7
    vminps zmm1, zmm1, zmm8
    vcmpunordps k0, zmm5, zmm6
    vcmpunordps k1, zmm7, zmm8
    korw k0, k0, k1
    kmovd r11d, k0
    or edx, r11d
    vmovups zmm5, zmmword ptr [r9 + 256]
    vmovups zmm6, zmmword ptr [r9 + 320]
    vmovups zmm7, zmmword ptr [r9 + 384]
    vmovups zmm8, zmmword ptr [r9 + 448]
    add r9, 512
    vminps zmm4, zmm4, zmm5
    vminps zmm2, zmm2, zmm6
    vminps zmm3, zmm3, zmm7
    vminps zmm1, zmm1, zmm8
    vcmpunordps k0, zmm5, zmm6
    vcmpunordps k1, zmm7, zmm8
    korw k0, k0, k1
    kmovd r11d, k0
    or r11d, edx
    mov edx, r11d
    add r10, -2
    jne .1
    test r8b, 1
    jne .9
    test rax, rax
    je .10
.2:
    cmp rsi, 64
    setb r9b
    lea r8, [rdi + 4*rsi]
    cmp r8, 256
    sete r10b
    or r10b, r9b
    je .4
    cmp rsi, 64
    mov r8d, 64
    cmovb r8, rsi
    mov r8d, r8d
    lea r9, [rip + CONSTANT]
    kmovw k1, word ptr [r9 + 8*r8]
    kmovw k2, word ptr [r9 + 8*r8 + 2]
    kmovw k3, word ptr [r9 + 8*r8 + 4]
    kmovw k4, word ptr [r9 + 8*r8 + 6]
    vblendmps zmm5 {k1}, zmm0, zmmword ptr [rdi]
    vblendmps zmm6 {k2}, zmm0, zmmword ptr [rdi + 64]
    vblendmps zmm7 {k3}, zmm0, zmmword ptr [rdi + 128]
    vmovups zmm0 {k4}, zmmword ptr [rdi + 192]
    jmp .5
.3:
    xor edx, edx
    vmovaps zmm4, zmm0
    vmovaps zmm2, zmm0
    vmovaps zmm3, zmm0
    vmovaps zmm1, zmm0
    test rax, rax
    jne .2
    jmp .10
.4:
    vmovups zmm5, zmmword ptr [r8 - 256]
    vmovups zmm6, zmmword ptr [r8 - 192]
    vmovups zmm7, zmmword ptr [r8 - 128]
    vmovups zmm0, zmmword ptr [r8 - 64]
.5:
    vminps zmm4, zmm4, zmm5
    vminps zmm2, zmm2, zmm6
    vminps zmm3, zmm3, zmm7
    vminps zmm1, zmm1, zmm0
    vcmpunordps k0, zmm5, zmm6
    vcmpunordps k1, zmm7, zmm0
    korw k0, k0, k1
    kmovd r8d, k0
    or edx, r8d
    test dx, dx
    jne .11
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
    jnp .12
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
    vminps zmm4, zmm4, zmm5
    vminps zmm2, zmm2, zmm6
    vminps zmm3, zmm3, zmm7
    vminps zmm1, zmm1, zmm8
    vcmpunordps k0, zmm5, zmm6
    vcmpunordps k1, zmm7, zmm8
    korw k0, k0, k1
    kmovd r8d, k0
    or edx, r8d
    test rax, rax
    jne .2
.10:
    test dx, dx
    je .6
.11:
    vmovss xmm0, dword ptr [rip + CONSTANT]
    vzeroupper
    ret
.12:
    movabs rdx, 2305843009213693888
    and rsi, rdx
    lea rdx, [rdi + 4*rsi]
    vpbroadcastd zmm0, dword ptr [rip + CONSTANT]
.13:
    test rcx, rcx
    je .15
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
    je .13
    mov rax, -256
    vmovss xmm1, dword ptr [rip + CONSTANT]
    xor ecx, ecx
    vpxor xmm0, xmm0, xmm0
.14:
    cmp ecx, dword ptr [rdi + rax]
    jo .17
    cmp ecx, dword ptr [rdi + rax + 4]
    jo .17
    cmp ecx, dword ptr [rdi + rax + 8]
    jo .17
    cmp ecx, dword ptr [rdi + rax + 12]
    jo .17
    add rax, 16
    jne .14
    jmp .7
.15:
    vpxor xmm0, xmm0, xmm0
    test rax, rax
    je .7
    shl eax, 2
    xor ecx, ecx
    vmovss xmm1, dword ptr [rip + CONSTANT]
    xor esi, esi
.16:
    cmp ecx, dword ptr [rdx + rsi]
    jo .17
    add rsi, 4
    cmp rax, rsi
    jne .16
    jmp .7
.17:
    vmovaps xmm0, xmm1
    vzeroupper
    ret
