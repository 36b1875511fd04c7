"""The list of everything to compare, as a C++ source, and its values out of the object file.

No code of the object runs: the values are an array of 64-bit numbers in a section of its own.
"""
import pathlib
import re
import struct
import subprocess

SHAPE_SLOTS = 16

PREAMBLE = r"""
#include <stddef.h>
#include <type_traits>

typedef unsigned long long U;

template <class T, class = void> struct SizeOf { static constexpr U value = 0; };
template <class T> struct SizeOf<T, decltype((void)sizeof(T))> {
    static constexpr U value = std::is_void_v<T> || std::is_function_v<T> ? 0 : sizeof(T);
};

// What a type is (1 void, 2 signed, 3 unsigned, 4 pointer, 5 record) and its size, or what it
// points to.
template <class T> constexpr U kind() {
    if constexpr (std::is_void_v<T>) return 0x10000;
    else if constexpr (std::is_pointer_v<T>)
        return 0x40000 | SizeOf<std::remove_pointer_t<T>>::value;
    else if constexpr (std::is_enum_v<T>) return 0x20000 | sizeof(T);
    else if constexpr (std::is_integral_v<T>)
        return (std::is_signed_v<T> ? 0x20000 : 0x30000) | sizeof(T);
    else return 0x50000 | SizeOf<T>::value;
}

template <class T> struct Shape;
template <class R, class... A> struct Shape<R(A...)> {
    static constexpr U slot(size_t index) {
        const U all[] = {kind<R>(), sizeof...(A), kind<A>()...};
        return index < sizeof...(A) + 2 ? all[index] : 0;
    }
};
template <class R, class... A> struct Shape<R(A..., ...)> : Shape<R(A...)> {};
template <class R, class... A> struct Shape<R(A...) noexcept> : Shape<R(A...)> {};
template <class T> struct Shape<T *> : Shape<T> {};

template <class Char, size_t N> constexpr U length(const Char (&)[N]) {
    return N * 256 + sizeof(Char);
}
template <class Char, size_t N> constexpr U hash(const Char (&text)[N]) {
    U value = 14695981039346656037ull;
    for (Char unit : text) value = (value ^ (U)unit) * 1099511628211ull;
    return value;
}
"""


class Item:
    def __init__(self, key, expressions, show):
        self.key, self.expressions, self.show = key, expressions, show


def number(values):
    return hex(values[0])


def text(values):
    return f"{values[0] // 256 - 1} units of {values[0] % 256} byte(s), hash {values[1]:016x}"


def text_of_literal(literal):
    """The same for "text" and L"text" as they stand in expected.txt."""
    width, body = (2, literal[2:-1]) if literal[0] == "L" else (1, literal[1:-1])
    value = 14695981039346656037
    for unit in [*map(ord, body), 0]:
        value = (value ^ unit) * 1099511628211 % 2**64
    return text([(len(body) + 1) * 256 + width, value])


def kind_text(value):
    letter = {1: "void", 2: "s", 3: "u", 4: "p", 5: "r"}.get(value >> 16, "?")
    return letter if letter == "void" else f"{letter}{value & 0xFFFF}"


def kind(values):
    return kind_text(values[0])


def shape(values):
    count = values[1]
    return f"{kind_text(values[0])}({', '.join(map(kind_text, values[2:2 + count]))})"


def shape_of(name, type_expression):
    slots = [f"Shape<{type_expression}>::slot({i})" for i in range(SHAPE_SLOTS)]
    return Item(name, slots, shape)


def macro_item(name, expansion):
    """None for a macro that stands for no value: it is compared as text."""
    if re.match(r'(u|L)?"', expansion):
        return Item(f"macro {name}", [f"length({name})", f"hash({name})"], text)
    if re.fullmatch(r"[A-Za-z_]\w*|\{.*\}|long long|(?:static inline|extern) .*|extern|__attribute__.*|", expansion):
        return None
    return Item(f"macro {name}", [f"(U)({name})"], number)


def items_of(tree, expansions):
    for name, expansion in expansions.items():
        item = macro_item(name, expansion)
        if item:
            yield item
    for name in tree.enumerators:
        yield Item(f"enum {name}", [f"(U){name}"], number)
    for name, members in tree.records.items():
        yield Item(f"sizeof {name}", [f"sizeof({name})", f"alignof({name})"],
                   lambda v: f"{v[0]} aligned {v[1]}")
        for member in members:
            yield Item(f"offset {name}.{member}",
                       [f"offsetof({name}, {member})", f"sizeof((({name} *)0)->{member})"],
                       lambda v: f"{v[0]} size {v[1]}")
    for name, written in tree.typedefs.items():
        if "(*)" in written["qualType"]:
            yield shape_of(f"typedef {name}", name)
        elif written["qualType"] != "void":
            yield Item(f"typedef {name}", [f"kind<{name}>()"], kind)
    for name in tree.functions:
        yield shape_of(f"function {name}", f"decltype({name})")


def source(includes, items):
    rows = "".join(f"    {expression},\n" for item in items for expression in item.expressions)
    return (f"{includes}\n{PREAMBLE}\n"
            'extern "C" { __attribute__((section("abi"), used)) extern const U abi_values[];\n'
            f"const U abi_values[] = {{\n{rows}}}; }}\n")


def values_of(compiler, objcopy, flags, code, folder, name):
    """Compiles the list and reads the section back; a value that needs code to run is refused."""
    written, built = folder / f"{name}.cpp", folder / f"{name}.o"
    raw = folder / f"{name}.bin"
    written.write_text(code)
    command = [compiler, "-std=c++20", "-w", "-Winvalid-offsetof", "-Werror=narrowing", *flags,
               "-c", str(written), "-o", str(built)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name}: {compiler} refuses the list; a name that it does not know and "
                         f"expected.txt does not list?\n{complaints(done.stderr)}")
    subprocess.run([objcopy, "-O", "binary", "-j", "abi", str(built), str(raw)], check=True)
    symbols = subprocess.run([objcopy.replace("objcopy", "nm"), str(built)], capture_output=True,
                             text=True, check=True).stdout
    if "_GLOBAL__" in symbols:
        raise SystemExit(f"{name}: some value is not a constant")
    data = raw.read_bytes()
    return struct.unpack(f"<{len(data) // 8}Q", data[:len(data) // 8 * 8])


def complaints(stderr):
    lines = [line for line in stderr.splitlines() if " error: " in line]
    return "\n".join(re.sub(r"^.*?error: ", "  ", line) for line in lines[:400])


def shown(items, values):
    """key -> what is compared, readable."""
    result, at = {}, 0
    for item in items:
        width = len(item.expressions)
        result[item.key] = item.show(values[at:at + width])
        at += width
    return result
