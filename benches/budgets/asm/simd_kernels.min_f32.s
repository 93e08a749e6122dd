    test rdx, rdx
    je .1
    sub rsp, 24
    movss xmm0, dword ptr [rsi]
    movss dword ptr [rsp + 16], xmm0
    mov qword ptr [rsp], rsi
    mov qword ptr [rsp + 8], rdx
    cmp dil, 1
    je .3
    movzx eax, dil
    mov rdi, rsp
    cmp eax, 2
    je .2
    cmp eax, 3
    jne .4
    call simd_kernels::raw::avx512::run
    mov eax, 1
    add rsp, 24
    ret
.1:
    xor eax, eax
    ret
.2:
    call simd_kernels::raw::avx2::run
    mov eax, 1
    add rsp, 24
    ret
.3:
    mov rdi, rsp
    call simd_kernels::raw::sse2::run
    mov eax, 1
    add rsp, 24
    ret
.4:
    call simd_kernels::raw::scalar
    mov eax, 1
    add rsp, 24
    ret

    mov rax, qword ptr [rdi]
    mov r9, qword ptr [rdi + 8]
    movabs r8, 2305843009213693888
    and r8, r9
    mov ecx, r9d
    vbroadcastss zmm0, dword ptr [rdi + 16]
    and ecx, 63
    shl r9, 2
    movabs rdx, 9223372036854775552
    and rdx, r9
    je .2
    add r9, -256
    shr r9, 8
    je .8
    inc r9
    mov r10, r9
    and r10, -2
    xor esi, esi
    mov rdi, rax
    vmovaps zmm1, zmm0
    vmovaps zmm3, zmm0
    vmovaps zmm2, zmm0
    vmovaps zmm4, zmm0
.1:
    vmovups zmm5, zmmword ptr [rdi]
    vmovups zmm6, zmmword ptr [rdi + 64]
    vmovups zmm7, zmmword ptr [rdi + 128]
    vmovups zmm8, zmmword ptr [rdi + 192]
    vcmpunordps k0, zmm5, zmm6
    vcmpunordps k1, zmm7, zmm8
    korw k0, k0, k1
    kmovd r11d, k0
    or esi, r11d
    vminps zmm4, zmm4, zmm5
    vminps zmm2, zmm2, zmm6
    vminps zmm3, zmm3, zmm7
    vminps zmm1, zmm1, zmm8
    vmovups zmm5, zmmword ptr [rdi + 256]
    vmovups zmm6, zmmword ptr [rdi + 320]
    vmovups zmm7, zmmword ptr [rdi + 384]
    vmovups zmm8, zmmword ptr [rdi + 448]
    add rdi, 512
    vcmpunordps k0, zmm5, zmm6
    vcmpunordps k1, zmm7, zmm8
    korw k0, k0, k1
    kmovd r11d, k0
    or r11d, esi
    mov esi, r11d
    vminps zmm4, zmm4, zmm5
    vminps zmm2, zmm2, zmm6
    vminps zmm3, zmm3, zmm7
    vminps zmm1, zmm1, zmm8
    add r10, -2
    jne .1
    test r9b, 1
    je .3
    jmp .9
.2:
    xor esi, esi
    vmovaps zmm4, zmm0
    vmovaps zmm2, zmm0
    vmovaps zmm3, zmm0
    vmovaps zmm1, zmm0
.3:
    lea rdi, [rax + 4*r8]
    test rcx, rcx
    je .5
.4:
    mov r8, -1
    bzhi r8, r8, rcx
    kmovd k1, r8d
    vblendmps zmm5 {k1}, zmm0, zmmword ptr [rdi]
    mov r9d, r8d
    shr r9d, 16
    kmovd k1, r9d
    vblendmps zmm6 {k1}, zmm0, zmmword ptr [rdi + 64]
    mov r9, r8
    shr r9, 32
    kmovd k1, r9d
    vblendmps zmm7 {k1}, zmm0, zmmword ptr [rdi + 128]
    shr r8, 48
    kmovd k1, r8d
    vmovups zmm0 {k1}, zmmword ptr [rdi + 192]
    vcmpunordps k0, zmm5, zmm6
    vcmpunordps k1, zmm7, zmm0
    korw k0, k0, k1
    kmovd r8d, k0
    or esi, r8d
    vminps zmm4, zmm4, zmm5
    vminps zmm2, zmm2, zmm6
    vminps zmm3, zmm3, zmm7
    vminps zmm1, zmm1, zmm0
.5:
    test si, si
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
    xor esi, esi
    mov rdi, rax
    vmovaps zmm1, zmm0
    vmovaps zmm3, zmm0
    vmovaps zmm2, zmm0
    vmovaps zmm4, zmm0
.9:
    vmovups zmm5, zmmword ptr [rdi]
    vmovups zmm6, zmmword ptr [rdi + 64]
    vmovups zmm7, zmmword ptr [rdi + 128]
    vmovups zmm8, zmmword ptr [rdi + 192]
    vcmpunordps k0, zmm5, zmm6
    vcmpunordps k1, zmm7, zmm8
    korw k0, k0, k1
    kmovd edi, k0
    or esi, edi
    vminps zmm4, zmm4, zmm5
    vminps zmm2, zmm2, zmm6
    vminps zmm3, zmm3, zmm7
    vminps zmm1, zmm1, zmm8
    lea rdi, [rax + 4*r8]
    test rcx, rcx
    jne .4
    jmp .5
.10:
    vpbroadcastd zmm0, dword ptr [rip + CONSTANT]
.11:
    test rdx, rdx
    je .13
    vpcmpeqd k0, zmm0, zmmword ptr [rax]
    vpcmpeqd k1, zmm0, zmmword ptr [rax + 64]
    vpcmpeqd k2, zmm0, zmmword ptr [rax + 128]
    kunpckwd k0, k1, k0
    vpcmpeqd k1, zmm0, zmmword ptr [rax + 192]
    kunpckwd k1, k1, k2
    kunpckdq k0, k1, k0
    add rax, 256
    add rdx, -256
    kortestq k0, k0
    je .11
    mov rcx, -256
    vmovss xmm1, dword ptr [rip + CONSTANT]
    xor edx, edx
    vpxor xmm0, xmm0, xmm0
.12:
    cmp edx, dword ptr [rax + rcx]
    jo .15
    cmp edx, dword ptr [rax + rcx + 4]
    jo .15
    cmp edx, dword ptr [rax + rcx + 8]
    jo .15
    cmp edx, dword ptr [rax + rcx + 12]
    jo .15
    add rcx, 16
    jne .12
    jmp .7
.13:
    vpxor xmm0, xmm0, xmm0
    test rcx, rcx
    je .7
    shl ecx, 2
    xor eax, eax
    vmovss xmm1, dword ptr [rip + CONSTANT]
    xor edx, edx
.14:
    cmp eax, dword ptr [rdi + rdx]
    jo .15
    add rdx, 4
    cmp rcx, rdx
    jne .14
    jmp .7
.15:
    vmovaps xmm0, xmm1
    vzeroupper
    ret
