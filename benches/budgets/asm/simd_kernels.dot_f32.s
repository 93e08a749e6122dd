    cmp rdx, r8
    jne .1
    push rax
    cmp dil, 1
    je .3
    movzx eax, dil
    mov rdi, rsi
    mov rsi, rdx
    cmp eax, 2
    je .2
    cmp eax, 3
    jne .4
    mov rax, rdx
    mov rdx, rcx
    mov rcx, rax
    call simd_kernels::raw::avx512::run
    mov eax, 1
    add rsp, 8
    ret
.1:
    xor eax, eax
    ret
.2:
    mov rax, rdx
    mov rdx, rcx
    mov rcx, rax
    call simd_kernels::raw::avx2::run
    mov eax, 1
    add rsp, 8
    ret
.3:
    mov rdi, rsi
    mov rsi, rdx
    mov rax, rdx
    mov rdx, rcx
    mov rcx, rax
    call simd_kernels::raw::sse2
    mov eax, 1
    add rsp, 8
    ret
.4:
    mov rax, rdx
    mov rdx, rcx
    mov rcx, rax
    call simd_kernels::raw::scalar
    mov eax, 1
    add rsp, 8
    ret

    cmp rcx, rsi
    cmovb rsi, rcx
    cmp rsi, 65
    jae .1
    lea rax, [rip + CONSTANT]
    kmovw k1, word ptr [rax + 8*rsi]
    vbroadcastss zmm1, dword ptr [rip + CONSTANT]
    vmovups zmm0 {k1} {z}, zmmword ptr [rdi]
    vblendmps zmm2 {k1}, zmm1, zmmword ptr [rdx]
    vmulps zmm0, zmm0, zmm2
    cmp rsi, 17
    jb .4
    kmovw k1, word ptr [rax + 8*rsi + 2]
    kmovw k2, word ptr [rax + 8*rsi + 4]
    kmovw k3, word ptr [rax + 8*rsi + 6]
    vmovups zmm2 {k1} {z}, zmmword ptr [rdi + 64]
    vmovups zmm3 {k2} {z}, zmmword ptr [rdi + 128]
    vmovups zmm4 {k3} {z}, zmmword ptr [rdi + 192]
    vblendmps zmm5 {k1}, zmm1, zmmword ptr [rdx + 64]
    vblendmps zmm6 {k2}, zmm1, zmmword ptr [rdx + 128]
    vmulps zmm2, zmm2, zmm5
    vmulps zmm3, zmm3, zmm6
    vmovups zmm1 {k3}, zmmword ptr [rdx + 192]
    vmulps zmm1, zmm4, zmm1
    vaddps zmm1, zmm2, zmm1
    vaddps zmm0, zmm0, zmm3
    vaddps zmm0, zmm0, zmm1
    jmp .4
.1:
    cmp rsi, 4096
    jae .5
    mov rax, rsi
    and rax, -64
    shl rax, 2
    vbroadcastss zmm0, dword ptr [rip + CONSTANT]
    xor ecx, ecx
    vmovaps zmm1, zmm0
    vmovaps zmm2, zmm0
    vmovaps zmm3, zmm0
.2:
    vmovups zmm4, zmmword ptr [rdi + rcx]
    vmovups zmm5, zmmword ptr [rdi + rcx + 64]
    vmovups zmm6, zmmword ptr [rdi + rcx + 128]
    vmovups zmm7, zmmword ptr [rdi + rcx + 192]
    vmulps zmm4, zmm4, zmmword ptr [rdx + rcx]
    vaddps zmm3, zmm3, zmm4
    vmulps zmm4, zmm5, zmmword ptr [rdx + rcx + 64]
    vaddps zmm2, zmm2, zmm4
    vmulps zmm4, zmm6, zmmword ptr [rdx + rcx + 128]
    vmulps zmm5, zmm7, zmmword ptr [rdx + rcx + 192]
    vaddps zmm1, zmm1, zmm4
    vaddps zmm0, zmm0, zmm5
    add rcx, 256
    cmp rax, rcx
    jne .2
    mov rax, rsi
    and rax, 63
    je .3
    and esi, 4032
    shl esi, 2
    lea rcx, [rip + CONSTANT]
    kmovw k2, word ptr [rcx + 8*rax]
    kmovw k3, word ptr [rcx + 8*rax + 2]
    kmovw k4, word ptr [rcx + 8*rax + 4]
    kmovw k1, word ptr [rcx + 8*rax + 6]
    vmovups zmm4 {k2} {z}, zmmword ptr [rdi + rsi]
    vmovups zmm5 {k3} {z}, zmmword ptr [rdi + rsi + 64]
    vmovups zmm6 {k4} {z}, zmmword ptr [rdi + rsi + 128]
    vbroadcastss zmm7, dword ptr [rip + CONSTANT]
    vmovups zmm8 {k1} {z}, zmmword ptr [rdi + rsi + 192]
    vblendmps zmm9 {k2}, zmm7, zmmword ptr [rdx + rsi]
    vblendmps zmm10 {k3}, zmm7, zmmword ptr [rdx + rsi + 64]
    vmulps zmm4, zmm4, zmm9
    vblendmps zmm9 {k4}, zmm7, zmmword ptr [rdx + rsi + 128]
    vmulps zmm5, zmm5, zmm10
    vmulps zmm6, zmm6, zmm9
    vmovups zmm7 {k1}, zmmword ptr [rdx + rsi + 192]
    vmulps zmm7, zmm8, zmm7
    vaddps zmm3, zmm3, zmm4
    vaddps zmm2, zmm2, zmm5
    vaddps zmm1, zmm1, zmm6
    vaddps zmm0, zmm0, zmm7
.3:
    vaddps zmm0, zmm2, zmm0
    vaddps zmm1, zmm3, zmm1
    vaddps zmm0, zmm1, zmm0
.4:
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
.5:
    mov rcx, rsi
    jmp simd_kernels::raw::avx512::run

    push rbx
    sub rsp, 136
    vbroadcastss zmm0, dword ptr [rip + CONSTANT]
    vmovups zmmword ptr [rsp - 128], zmm0
    vmovups zmmword ptr [rsp - 64], zmm0
    vmovups zmmword ptr [rsp], zmm0
    vmovups zmmword ptr [rsp + 64], zmm0
    mov qword ptr [rsp + 128], 0
    cmp rcx, rsi
    cmovb rsi, rcx
    lea rcx, [rsi - 4096]
    mov rax, rcx
    shr rax, 12
    xor r8d, r8d
    jmp .2
.1:
    add rdi, 16384
    add rdx, 16384
    vmovss dword ptr [rsp + 4*r9 - 128], xmm1
    cmp r8, rax
    lea r8, [r8 + 1]
    mov qword ptr [rsp + 128], r8
    je .8
.2:
    mov r9d, 192
    vmovaps zmm1, zmm0
    vmovaps zmm2, zmm0
    vmovaps zmm3, zmm0
    vmovaps zmm4, zmm0
.3:
    vmovups zmm5, zmmword ptr [rdi + r9 - 192]
    vmovups zmm6, zmmword ptr [rdi + r9 - 128]
    vmovups zmm7, zmmword ptr [rdi + r9 - 64]
    vmovups zmm8, zmmword ptr [rdi + r9]
    vmulps zmm5, zmm5, zmmword ptr [rdx + r9 - 192]
    vaddps zmm4, zmm4, zmm5
    vmulps zmm5, zmm6, zmmword ptr [rdx + r9 - 128]
    vaddps zmm3, zmm3, zmm5
    vmulps zmm5, zmm7, zmmword ptr [rdx + r9 - 64]
    vmulps zmm6, zmm8, zmmword ptr [rdx + r9]
    vaddps zmm2, zmm2, zmm5
    vaddps zmm1, zmm1, zmm6
    add r9, 256
    cmp r9, 16576
    jne .3
    vaddps zmm2, zmm4, zmm2
    vaddps zmm1, zmm3, zmm1
    vaddps zmm1, zmm2, zmm1
    vextractf64x4 ymm2, zmm1, 1
    vaddps ymm1, ymm1, ymm2
    vextractf128 xmm2, ymm1, 1
    vaddps xmm1, xmm1, xmm2
    vshufpd xmm2, xmm1, xmm1, 1
    vaddps xmm1, xmm1, xmm2
    vmovshdup xmm2, xmm1
    vaddss xmm1, xmm1, xmm2
    mov r9, r8
    not r9
    tzcnt r9, r9
    je .1
    mov r10d, r9d
    and r10d, 7
    cmp r9, 8
    jae .4
    xor r11d, r11d
    jmp .6
.4:
    mov ebx, r9d
    and ebx, 56
    xor r11d, r11d
.5:
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r11 - 128]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r11 - 124]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r11 - 120]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r11 - 116]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r11 - 112]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r11 - 108]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r11 - 104]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*r11 - 100]
    add r11, 8
    cmp rbx, r11
    jne .5
    test r10, r10
    je .1
.6:
    lea r11, [rsp + 4*r11]
    add r11, -128
    xor ebx, ebx
.7:
    vaddss xmm1, xmm1, dword ptr [r11 + 4*rbx]
    inc rbx
    cmp r10, rbx
    jne .7
    jmp .1
.8:
    and rcx, -4096
    neg rcx
    lea r8, [rsi + rcx]
    add r8, -4096
    mov rcx, r8
    and rcx, -4033
    shr r8, 6
    je .13
    neg r8
    vbroadcastss zmm0, dword ptr [rip + CONSTANT]
    mov r9d, 192
    vmovaps zmm2, zmm0
    vmovaps zmm3, zmm0
    vmovaps zmm1, zmm0
.9:
    vmovups zmm4, zmmword ptr [rdi + r9 - 192]
    vmovups zmm5, zmmword ptr [rdi + r9 - 128]
    vmovups zmm6, zmmword ptr [rdi + r9 - 64]
    vmovups zmm7, zmmword ptr [rdi + r9]
    vmulps zmm4, zmm4, zmmword ptr [rdx + r9 - 192]
    vaddps zmm1, zmm1, zmm4
    vmulps zmm4, zmm5, zmmword ptr [rdx + r9 - 128]
    vaddps zmm3, zmm3, zmm4
    vmulps zmm4, zmm6, zmmword ptr [rdx + r9 - 64]
    vmulps zmm5, zmm7, zmmword ptr [rdx + r9]
    vaddps zmm2, zmm2, zmm4
    vaddps zmm0, zmm0, zmm5
    add r9, 256
    inc r8
    jne .9
    test rcx, rcx
    je .11
.10:
    and esi, 4032
    shl esi, 2
    add rdi, rsi
    add rdx, rsi
    cmp rcx, 64
    mov esi, 64
    cmovb rsi, rcx
    mov ecx, esi
    lea rsi, [rip + CONSTANT]
    kmovw k2, word ptr [rsi + 8*rcx]
    kmovw k3, word ptr [rsi + 8*rcx + 2]
    kmovw k4, word ptr [rsi + 8*rcx + 4]
    kmovw k1, word ptr [rsi + 8*rcx + 6]
    vmovups zmm4 {k2} {z}, zmmword ptr [rdi]
    vmovups zmm5 {k3} {z}, zmmword ptr [rdi + 64]
    vmovups zmm6 {k4} {z}, zmmword ptr [rdi + 128]
    vbroadcastss zmm7, dword ptr [rip + CONSTANT]
    vmovups zmm8 {k1} {z}, zmmword ptr [rdi + 192]
    vblendmps zmm9 {k2}, zmm7, zmmword ptr [rdx]
    vblendmps zmm10 {k3}, zmm7, zmmword ptr [rdx + 64]
    vmulps zmm4, zmm4, zmm9
    vblendmps zmm9 {k4}, zmm7, zmmword ptr [rdx + 128]
    vmulps zmm5, zmm5, zmm10
    vmulps zmm6, zmm6, zmm9
    vmovups zmm7 {k1}, zmmword ptr [rdx + 192]
    vmulps zmm7, zmm8, zmm7
    vaddps zmm1, zmm1, zmm4
    vaddps zmm3, zmm3, zmm5
    vaddps zmm2, zmm2, zmm6
    vaddps zmm0, zmm0, zmm7
.11:
    vaddps zmm0, zmm3, zmm0
    vaddps zmm1, zmm1, zmm2
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
.12:
    tzcnt rcx, rax
    vaddss xmm0, xmm0, dword ptr [rsp + 4*rcx - 128]
    blsr rax, rax
    jne .12
    vcmpunordss k1, xmm0, xmm0
    vmovss xmm0 {k1}, dword ptr [rip + CONSTANT]
    add rsp, 136
    pop rbx
    vzeroupper
    ret
.13:
    vbroadcastss zmm1, dword ptr [rip + CONSTANT]
    vmovaps zmm3, zmm1
    vmovaps zmm2, zmm1
    vmovaps zmm0, zmm1
    test rcx, rcx
    jne .10
    jmp .11
