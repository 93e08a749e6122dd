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

    push r14
    push rbx
    sub rsp, 264
    mov rdx, qword ptr [rdi]
    mov r8, qword ptr [rdi + 8]
    mov rax, qword ptr [rdi + 16]
    mov rcx, qword ptr [rdi + 24]
    cmp rcx, r8
    mov rdi, r8
    cmovb rdi, rcx
    cmp rdi, 65
    jae .2
    cmp r8, 64
    mov r9d, 64
    cmovae r8, r9
    mov r10, -1
    bzhi rsi, r10, r8
    vbroadcastss zmm0, dword ptr [rip + CONSTANT]
    kmovd k1, esi
    vblendmps zmm1 {k1}, zmm0, zmmword ptr [rdx]
    cmp rcx, 64
    cmovb r9, rcx
    bzhi rcx, r10, r9
    vbroadcastss zmm2, dword ptr [rip + CONSTANT]
    kmovd k1, ecx
    vblendmps zmm3 {k1}, zmm2, zmmword ptr [rax]
    vmulps zmm1, zmm1, zmm3
    cmp rdi, 17
    jb .1
    mov edi, esi
    shr edi, 16
    kmovd k1, edi
    vblendmps zmm3 {k1}, zmm0, zmmword ptr [rdx + 64]
    mov rdi, rsi
    shr rdi, 32
    kmovd k1, edi
    vblendmps zmm4 {k1}, zmm0, zmmword ptr [rdx + 128]
    shr rsi, 48
    kmovd k1, esi
    vmovups zmm0 {k1}, zmmword ptr [rdx + 192]
    mov edx, ecx
    shr edx, 16
    kmovd k1, edx
    vblendmps zmm5 {k1}, zmm2, zmmword ptr [rax + 64]
    vmulps zmm3, zmm3, zmm5
    mov rdx, rcx
    shr rdx, 32
    kmovd k1, edx
    vblendmps zmm5 {k1}, zmm2, zmmword ptr [rax + 128]
    vmulps zmm4, zmm4, zmm5
    shr rcx, 48
    kmovd k1, ecx
    vmovups zmm2 {k1}, zmmword ptr [rax + 192]
    vmulps zmm0, zmm0, zmm2
    vaddps zmm0, zmm3, zmm0
    vaddps zmm1, zmm1, zmm4
    vaddps zmm1, zmm1, zmm0
.1:
    vextractf64x4 ymm0, zmm1, 1
    vaddps ymm0, ymm1, ymm0
    jmp .5
.2:
    cmp rdi, 4096
    jae .7
    mov esi, edi
    and esi, 4032
    sub r8, rsi
    jb .21
    sub rcx, rsi
    jb .21
    lea r9, [rdx + 4*rsi]
    shr rdi, 6
    vbroadcastss zmm0, dword ptr [rip + CONSTANT]
    mov r10d, 192
    vmovaps zmm1, zmm0
    vmovaps zmm2, zmm0
    vmovaps zmm3, zmm0
.3:
    vmovups zmm4, zmmword ptr [rdx + r10 - 192]
    vmovups zmm5, zmmword ptr [rdx + r10 - 128]
    vmovups zmm6, zmmword ptr [rdx + r10 - 64]
    vmovups zmm7, zmmword ptr [rdx + r10]
    vmulps zmm4, zmm4, zmmword ptr [rax + r10 - 192]
    vaddps zmm3, zmm3, zmm4
    vmulps zmm4, zmm5, zmmword ptr [rax + r10 - 128]
    vaddps zmm2, zmm2, zmm4
    vmulps zmm4, zmm6, zmmword ptr [rax + r10 - 64]
    vmulps zmm5, zmm7, zmmword ptr [rax + r10]
    vaddps zmm1, zmm1, zmm4
    vaddps zmm0, zmm0, zmm5
    add r10, 256
    dec rdi
    jne .3
    cmp rcx, r8
    mov rdx, r8
    cmovb rdx, rcx
    test rdx, rdx
    je .4
    cmp r8, 64
    mov edx, 64
    cmovae r8, rdx
    mov rdi, -1
    bzhi r8, rdi, r8
    vbroadcastss zmm4, dword ptr [rip + CONSTANT]
    kmovd k1, r8d
    vblendmps zmm5 {k1}, zmm4, zmmword ptr [r9]
    mov r10d, r8d
    shr r10d, 16
    kmovd k1, r10d
    vblendmps zmm6 {k1}, zmm4, zmmword ptr [r9 + 64]
    mov r10, r8
    shr r10, 32
    kmovd k1, r10d
    vblendmps zmm7 {k1}, zmm4, zmmword ptr [r9 + 128]
    shr r8, 48
    kmovd k1, r8d
    cmp rcx, 64
    cmovb rdx, rcx
    vmovups zmm4 {k1}, zmmword ptr [r9 + 192]
    bzhi rcx, rdi, rdx
    vbroadcastss zmm8, dword ptr [rip + CONSTANT]
    kmovd k1, ecx
    vblendmps zmm9 {k1}, zmm8, zmmword ptr [rax + 4*rsi]
    vmulps zmm5, zmm5, zmm9
    mov edx, ecx
    shr edx, 16
    kmovd k1, edx
    vblendmps zmm9 {k1}, zmm8, zmmword ptr [rax + 4*rsi + 64]
    vmulps zmm6, zmm6, zmm9
    mov rdx, rcx
    shr rdx, 32
    kmovd k1, edx
    vblendmps zmm9 {k1}, zmm8, zmmword ptr [rax + 4*rsi + 128]
    vmulps zmm7, zmm7, zmm9
    shr rcx, 48
    kmovd k1, ecx
    vmovups zmm8 {k1}, zmmword ptr [rax + 4*rsi + 192]
    vmulps zmm4, zmm4, zmm8
    vaddps zmm3, zmm3, zmm5
    vaddps zmm2, zmm2, zmm6
    vaddps zmm1, zmm1, zmm7
    vaddps zmm0, zmm0, zmm4
.4:
    vaddps zmm0, zmm0, zmm2
    vaddps zmm1, zmm1, zmm3
    vaddps zmm0, zmm0, zmm1
    vextractf64x4 ymm1, zmm0, 1
    vaddps ymm0, ymm0, ymm1
.5:
    vextractf128 xmm1, ymm0, 1
    vaddps xmm0, xmm0, xmm1
    vshufpd xmm1, xmm0, xmm0, 1
    vaddps xmm0, xmm0, xmm1
    vmovshdup xmm1, xmm0
    vaddss xmm0, xmm0, xmm1
.6:
    vcmpunordss k1, xmm0, xmm0
    vmovss xmm0 {k1}, dword ptr [rip + CONSTANT]
    add rsp, 264
    pop rbx
    pop r14
    vzeroupper
    ret
.7:
    vbroadcastss zmm0, dword ptr [rip + CONSTANT]
    vmovups zmmword ptr [rsp], zmm0
    vmovups zmmword ptr [rsp + 64], zmm0
    vmovups zmmword ptr [rsp + 128], zmm0
    vmovups zmmword ptr [rsp + 192], zmm0
    mov qword ptr [rsp + 256], 0
    lea r10, [r8 - 4096]
    lea rbx, [rcx - 4096]
    xor esi, esi
    jmp .9
.8:
    add rdx, 16384
    add r8, -4096
    add rax, 16384
    add rcx, -4096
    and r10d, 63
    vmovss dword ptr [rsp + 4*r10], xmm1
    inc rsi
    cmp rcx, r8
    mov r11, r8
    cmovb r11, rcx
    mov qword ptr [rsp + 256], rsi
    lea r10, [r9 - 4096]
    lea rbx, [rdi - 4096]
    cmp r11, 4095
    jbe .15
.9:
    mov r9, r10
    mov rdi, rbx
    mov r10d, 192
    vmovaps zmm1, zmm0
    vmovaps zmm2, zmm0
    vmovaps zmm3, zmm0
    vmovaps zmm4, zmm0
.10:
    vmovups zmm5, zmmword ptr [rdx + r10 - 192]
    vmovups zmm6, zmmword ptr [rdx + r10 - 128]
    vmovups zmm7, zmmword ptr [rdx + r10 - 64]
    vmovups zmm8, zmmword ptr [rdx + r10]
    vmulps zmm5, zmm5, zmmword ptr [rax + r10 - 192]
    vaddps zmm4, zmm4, zmm5
    vmulps zmm5, zmm6, zmmword ptr [rax + r10 - 128]
    vaddps zmm3, zmm3, zmm5
    vmulps zmm5, zmm7, zmmword ptr [rax + r10 - 64]
    vmulps zmm6, zmm8, zmmword ptr [rax + r10]
    vaddps zmm2, zmm2, zmm5
    vaddps zmm1, zmm1, zmm6
    add r10, 256
    cmp r10, 16576
    jne .10
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
    mov r10, rsi
    not r10
    tzcnt r10, r10
    je .8
    mov r11d, r10d
    and r11d, 7
    cmp r10, 8
    jae .11
    xor ebx, ebx
    jmp .13
.11:
    mov r14d, r10d
    and r14d, -8
    xor ebx, ebx
.12:
    vaddss xmm1, xmm1, dword ptr [rsp + 4*rbx]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*rbx + 4]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*rbx + 8]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*rbx + 12]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*rbx + 16]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*rbx + 20]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*rbx + 24]
    vaddss xmm1, xmm1, dword ptr [rsp + 4*rbx + 28]
    add rbx, 8
    cmp r14, rbx
    jne .12
    test r11, r11
    je .8
.13:
    lea rbx, [rsp + 4*rbx]
    xor r14d, r14d
.14:
    vaddss xmm1, xmm1, dword ptr [rbx + 4*r14]
    inc r14
    cmp r11, r14
    jne .14
    jmp .8
.15:
    mov r10d, r11d
    and r10d, 4032
    sub r8, r10
    jb .21
    sub rcx, r10
    jb .21
    test r11, -64
    je .17
    cmp r9, rdi
    cmovb rdi, r9
    shr rdi, 6
    vbroadcastss zmm0, dword ptr [rip + CONSTANT]
    mov r9d, 192
    vmovaps zmm2, zmm0
    vmovaps zmm3, zmm0
    vmovaps zmm1, zmm0
.16:
    vmovups zmm4, zmmword ptr [rdx + r9 - 192]
    vmovups zmm5, zmmword ptr [rdx + r9 - 128]
    vmovups zmm6, zmmword ptr [rdx + r9 - 64]
    vmovups zmm7, zmmword ptr [rdx + r9]
    vmulps zmm4, zmm4, zmmword ptr [rax + r9 - 192]
    vaddps zmm1, zmm1, zmm4
    vmulps zmm4, zmm5, zmmword ptr [rax + r9 - 128]
    vaddps zmm3, zmm3, zmm4
    vmulps zmm4, zmm6, zmmword ptr [rax + r9 - 64]
    vmulps zmm5, zmm7, zmmword ptr [rax + r9]
    vaddps zmm2, zmm2, zmm4
    vaddps zmm0, zmm0, zmm5
    add r9, 256
    dec rdi
    jne .16
    jmp .18
.17:
    vbroadcastss zmm1, dword ptr [rip + CONSTANT]
    vmovaps zmm3, zmm1
    vmovaps zmm2, zmm1
    vmovaps zmm0, zmm1
.18:
    cmp rcx, r8
    mov rdi, r8
    cmovb rdi, rcx
    test rdi, rdi
    je .19
    lea rdx, [rdx + 4*r10]
    cmp r8, 64
    mov edi, 64
    cmovae r8, rdi
    mov r9, -1
    bzhi r8, r9, r8
    vbroadcastss zmm4, dword ptr [rip + CONSTANT]
    kmovd k1, r8d
    vblendmps zmm5 {k1}, zmm4, zmmword ptr [rdx]
    mov r11d, r8d
    shr r11d, 16
    kmovd k1, r11d
    vblendmps zmm6 {k1}, zmm4, zmmword ptr [rdx + 64]
    lea rax, [rax + 4*r10]
    mov r10, r8
    shr r10, 32
    kmovd k1, r10d
    vblendmps zmm7 {k1}, zmm4, zmmword ptr [rdx + 128]
    shr r8, 48
    kmovd k1, r8d
    cmp rcx, 64
    cmovb rdi, rcx
    vmovups zmm4 {k1}, zmmword ptr [rdx + 192]
    bzhi rcx, r9, rdi
    vbroadcastss zmm8, dword ptr [rip + CONSTANT]
    kmovd k1, ecx
    vblendmps zmm9 {k1}, zmm8, zmmword ptr [rax]
    vmulps zmm5, zmm5, zmm9
    mov edx, ecx
    shr edx, 16
    kmovd k1, edx
    vblendmps zmm9 {k1}, zmm8, zmmword ptr [rax + 64]
    vmulps zmm6, zmm6, zmm9
    mov rdx, rcx
    shr rdx, 32
    kmovd k1, edx
    vblendmps zmm9 {k1}, zmm8, zmmword ptr [rax + 128]
    vmulps zmm7, zmm7, zmm9
    shr rcx, 48
    kmovd k1, ecx
    vmovups zmm8 {k1}, zmmword ptr [rax + 192]
    vmulps zmm4, zmm4, zmm8
    vaddps zmm1, zmm1, zmm5
    vaddps zmm3, zmm3, zmm6
    vaddps zmm2, zmm2, zmm7
    vaddps zmm0, zmm0, zmm4
.19:
    vaddps zmm0, zmm3, zmm0
    vaddps zmm1, zmm1, zmm2
    vaddps zmm0, zmm1, zmm0
    vextractf64x4 ymm1, zmm0, 1
    vaddps ymm0, ymm0, ymm1
    vextractf128 xmm1, ymm0, 1
    vaddps xmm0, xmm0, xmm1
    vshufpd xmm1, xmm0, xmm0, 1
    vaddps xmm0, xmm0, xmm1
    vmovshdup xmm1, xmm0
    vaddss xmm0, xmm0, xmm1
    test rsi, rsi
    je .6
.20:
    tzcnt rax, rsi
    vaddss xmm0, xmm0, dword ptr [rsp + 4*rax]
    blsr rsi, rsi
    jne .20
    jmp .6
.21:
    lea rdi, [rip + CONSTANT]
    lea rdx, [rip + CONSTANT]
    mov esi, 19
    vzeroupper
    call core::panicking::panic_fmt
