    sub rsp, 24
    mov qword ptr [rsp], rsi
    mov qword ptr [rsp + 8], rdx
    mov byte ptr [rsp + 16], cl
    cmp dil, 1
    je .2
    movzx eax, dil
    mov rdi, rsp
    cmp eax, 2
    je .1
    cmp eax, 3
    jne .3
    call simd_kernels::raw::avx512::run
    add rsp, 24
    ret
.1:
    call simd_kernels::raw::avx2::run
    add rsp, 24
    ret
.2:
    mov rdi, rsp
    call simd_kernels::raw::sse2::run
    add rsp, 24
    ret
.3:
    call simd_kernels::raw::scalar
    add rsp, 24
    ret

    push rax
    mov rax, qword ptr [rdi]
    mov rdx, qword ptr [rdi + 8]
    mov rcx, rdx
    vpbroadcastb zmm0, byte ptr [rdi + 16]
    and rcx, -256
    je .2
    lea rsi, [rax + rcx]
    xor edi, edi
.1:
    vpxord zmm1, zmm0, zmmword ptr [rax + rdi]
    vpxord zmm2, zmm0, zmmword ptr [rax + rdi + 64]
    vpminub zmm1, zmm1, zmm2
    vpxord zmm2, zmm0, zmmword ptr [rax + rdi + 128]
    vpxord zmm3, zmm0, zmmword ptr [rax + rdi + 192]
    vpminub zmm2, zmm2, zmm3
    vpminub zmm1, zmm1, zmm2
    vptestnmb k0, zmm1, zmm1
    kortestq k0, k0
    jne .3
    lea r8, [rax + rdi]
    add rdi, 256
    add r8, 256
    cmp r8, rsi
    jne .1
    mov rdi, rcx
    jmp .4
.2:
    xor edi, edi
    jmp .4
.3:
    cmp rdi, rdx
    ja .8
.4:
    mov rsi, rdx
    sub rsi, rdi
    mov r8, rsi
    mov rcx, rdi
    and r8, -64
    je .6
    lea rcx, [rdi + r8]
    mov r9, rdi
.5:
    vpcmpeqb k0, zmm0, zmmword ptr [rax + r9]
    kortestq k0, k0
    jne .7
    add r9, 64
    add r8, -64
    jne .5
.6:
    add rax, rdi
    movabs rdi, 9223372036854775744
    and rsi, rdi
    add rsi, rax
    and edx, 63
    mov rax, -1
    bzhi rax, rax, rdx
    kmovq k1, rax
    vmovdqu8 zmm1 {k1} {z}, zmmword ptr [rsi]
    vpcmpeqb k0, zmm1, zmm0
    kandq k2, k0, k1
    kmovq rdx, k2
    xor eax, eax
    ktestq k0, k1
    setne al
    tzcnt rdx, rdx
    or rdx, rcx
    pop rcx
    vzeroupper
    ret
.7:
    kmovq rax, k0
    tzcnt rdx, rax
    or rdx, r9
    mov eax, 1
    pop rcx
    vzeroupper
    ret
.8:
    lea rcx, [rip + CONSTANT]
    mov rsi, rdx
    vzeroupper
    call core::slice::index::slice_index_fail
