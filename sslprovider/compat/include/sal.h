// sal.h: Microsoft's source annotations, which say nothing to this compiler.
#ifndef SECUR32_COMPAT_SAL_H
#define SECUR32_COMPAT_SAL_H

#define _In_
#define _In_z_
#define _In_opt_
#define _In_opt_z_
#define _In_reads_(size)
#define _In_reads_opt_(size)
#define _In_reads_bytes_(size)
#define _In_reads_bytes_opt_(size)
#define _Inout_
#define _Inout_opt_
#define _Inout_updates_(size)
#define _Inout_updates_bytes_(size)
#define _Inout_updates_bytes_opt_(size)
#define _Out_
#define _Out_opt_
#define _Out_writes_(size)
#define _Out_writes_opt_(size)
#define _Out_writes_bytes_(size)
#define _Out_writes_bytes_opt_(size)
#define _Out_writes_to_(size, count)
#define _Out_writes_to_opt_(size, count)
#define _Out_writes_bytes_to_(size, count)
#define _Out_writes_bytes_to_opt_(size, count)
#define _Outptr_
#define _Outptr_opt_
#define _Outptr_result_maybenull_
#define _Outptr_result_bytebuffer_(size)
#define _Deref_out_
#define _Ret_maybenull_
#define _Ret_z_
#define _Reserved_
#define _Printf_format_string_
#define _Success_(expression)
#define _Check_return_
#define _Must_inspect_result_
#define _Use_decl_annotations_
#define _Frees_ptr_opt_
#define _Analysis_assume_(expression)
#define _When_(expression, annotations)
#define _At_(target, annotations)
#define _Pre_
#define _Post_
#define _Field_size_(size)
#define _Field_size_bytes_(size)

// The older spelling.  Not __in and __out alone: libstdc++ names its parameters so.
#define __in_opt
#define __inout
#define __inout_opt
#define __out_opt
#define __in_bcount(size)
#define __in_ecount(size)
#define __out_bcount(size)
#define __out_ecount(size)

#endif
