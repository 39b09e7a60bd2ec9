// Why: a query joins at most 16 views; the rest goes into a subquery. (A limit of the builder, not of SQL.)
use quilt_athena::prelude::*;
use quilt_athena_compile_fail::{V0, V1, V2, V3, V4, V5, V6, V7, V8, V9, V10, V11, V12, V13, V14, V15, V16};

fn main() {
    let (v0, v1, v2, v3, v4, v5) = (V0::view(), V1::view(), V2::view(), V3::view(), V4::view(), V5::view());
    let (v6, v7, v8, v9, v10, v11) = (V6::view(), V7::view(), V8::view(), V9::view(), V10::view(), V11::view());
    let (v12, v13, v14, v15, v16) = (V12::view(), V13::view(), V14::view(), V15::view(), V16::view());
    let _ = select()
        .from(&v0)
        .join(&v1, v1.id.eq(v0.id))
        .join(&v2, v2.id.eq(v0.id))
        .join(&v3, v3.id.eq(v0.id))
        .join(&v4, v4.id.eq(v0.id))
        .join(&v5, v5.id.eq(v0.id))
        .join(&v6, v6.id.eq(v0.id))
        .join(&v7, v7.id.eq(v0.id))
        .join(&v8, v8.id.eq(v0.id))
        .join(&v9, v9.id.eq(v0.id))
        .join(&v10, v10.id.eq(v0.id))
        .join(&v11, v11.id.eq(v0.id))
        .join(&v12, v12.id.eq(v0.id))
        .join(&v13, v13.id.eq(v0.id))
        .join(&v14, v14.id.eq(v0.id))
        .join(&v15, v15.id.eq(v0.id))
        .join(&v16, v16.id.eq(v0.id));
}
