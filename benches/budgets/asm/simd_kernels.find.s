    cmp dil, 1
    je .2
    movzx eax, dil
    cmp eax, 2
    je .1
    cmp eax, 3
    jne .3
    movzx eax, cl
    mov rdi, rsi
    mov rsi, rdx
    mov edx, eax
    jmp simd_kernels::raw::avx512::run
.1:
    movzx eax, cl
    mov rdi, rsi
    mov rsi, rdx
    mov edx, eax
    jmp simd_kernels::raw::avx2::run
.2:
    movzx eax, cl
    mov rdi, rsi
    mov rsi, rdx
    mov edx, eax
    jmp simd_kernels::raw::sse2
.3:
    movzx eax, cl
    mov rdi, rsi
    mov rsi, rdx
    mov edx, eax
    jmp simd_kernels::raw::scalar

    movabs rcx, 9223372036854775552
    mov r8, rsi
    and r8, rcx
    je .2
    lea r9, [rdi + r8]
    vpbroadcastb ymm0, edx
    xor eax, eax
.1:
    vpxor ymm1, ymm0, ymmword ptr [rdi + rax]
    vpxor ymm2, ymm0, ymmword ptr [rdi + rax + 32]
    vpminub ymm1, ymm1, ymm2
    vpxor ymm2, ymm0, ymmword ptr [rdi + rax + 64]
    vpxor ymm3, ymm0, ymmword ptr [rdi + rax + 96]
    vpminub ymm2, ymm2, ymm3
    vpminub ymm1, ymm1, ymm2
    vpxor ymm2, ymm0, ymmword ptr [rdi + rax + 128]
    vpxor ymm3, ymm0, ymmword ptr [rdi + rax + 160]
    vpxor ymm4, ymm0, ymmword ptr [rdi + rax + 192]
    vpminub ymm2, ymm2, ymm3
    vpxor ymm3, ymm0, ymmword ptr [rdi + rax + 224]
    vpminub ymm3, ymm4, ymm3
    vpminub ymm2, ymm2, ymm3
    vpminub ymm1, ymm1, ymm2
    vptestnmb k0, ymm1, ymm1
    kortestd k0, k0
    jne .3
    lea r10, [rdi + rax]
    add rax, 256
    add r10, 256
    cmp r10, r9
    jne .1
    mov rax, r8
    jmp .4
.2:
    xor eax, eax
    jmp .4
.3:
    cmp rax, rsi
    ja .8
.4:
    mov r9, rsi
    sub r9, rax
    add rcx, 192
    vpbroadcastb zmm0, edx
    mov r8, rax
    and rcx, r9
    je .6
    lea r8, [rax + rcx]
    mov rdx, rcx
    mov r9, rax
.5:
    vpcmpeqb k0, zmm0, zmmword ptr [rdi + r9]
    kortestq k0, k0
    jne .7
    add r9, 64
    add rdx, -64
    jne .5
.6:
    add rdi, rax
    add rdi, rcx
    and esi, 63
    mov rax, -1
    bzhi rax, rax, rsi
    kmovq k1, rax
    vmovdqu8 zmm1 {k1} {z}, zmmword ptr [rdi]
    vpcmpeqb k0, zmm1, zmm0
    kandq k2, k0, k1
    kmovq rcx, k2
    xor eax, eax
    ktestq k0, k1
    setne al
    tzcnt rdx, rcx
    or rdx, r8
    vzeroupper
    ret
.7:
    kmovq rax, k0
    tzcnt rdx, rax
    or rdx, r9
    mov eax, 1
    vzeroupper
    ret
.8:
    push rax
    lea rcx, [rip + CONSTANT]
    mov rdi, rax
    mov rdx, rsi
    vzeroupper
    call core::slice::index::slice_index_fail
