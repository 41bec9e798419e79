using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Provenance.Tests.Architecture;

/// <summary>
/// Finds, for every top-level type of an assembly, the other top-level types of the same assembly that it names: in its base type, interfaces,
/// constraints, fields, signatures, local variables, instructions and attributes. Nested types count as their outermost type.
/// </summary>
internal sealed class TypeReferences : ISignatureTypeProvider<ImmutableHashSet<TypeDefinitionHandle>, object?>
{
    private static readonly ImmutableHashSet<TypeDefinitionHandle> Nothing = [];
    private static readonly IReadOnlyDictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(f => f.GetValue(null)).OfType<OpCode>().ToDictionary(o => o.Value);

    private readonly PEReader _image;
    private readonly MetadataReader _metadata;

    private TypeReferences(PEReader image)
    {
        _image = image;
        _metadata = image.GetMetadataReader();
    }

    /// <summary>Reads the assembly: outermost type name → the names it uses.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Read(string assemblyPath)
    {
        using var image = new PEReader(File.OpenRead(assemblyPath));
        return new TypeReferences(image).ReadAll();
    }

    private Dictionary<string, IReadOnlySet<string>> ReadAll()
    {
        var all = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (TypeDefinitionHandle handle in _metadata.TypeDefinitions)
        {
            string owner = NameOf(Outermost(handle));
            if (!all.TryGetValue(owner, out IReadOnlySet<string>? names))
            {
                all[owner] = names = new HashSet<string>(StringComparer.Ordinal);
            }

            foreach (TypeDefinitionHandle used in UsedBy(_metadata.GetTypeDefinition(handle)))
            {
                string name = NameOf(Outermost(used));
                if (name != owner)
                {
                    ((HashSet<string>)names).Add(name);
                }
            }
        }

        return all;
    }

    private IEnumerable<TypeDefinitionHandle> UsedBy(TypeDefinition type)
    {
        IEnumerable<TypeDefinitionHandle> used = Types(type.BaseType);
        used = used.Concat(type.GetInterfaceImplementations().SelectMany(i => Types(_metadata.GetInterfaceImplementation(i).Interface)));
        used = used.Concat(Constraints(type.GetGenericParameters())).Concat(Attributes(type.GetCustomAttributes()));
        used = used.Concat(type.GetFields().Select(_metadata.GetFieldDefinition).SelectMany(f => f.DecodeSignature(this, null).Concat(Attributes(f.GetCustomAttributes()))));
        used = used.Concat(type.GetProperties().Select(_metadata.GetPropertyDefinition).SelectMany(p => Of(p.DecodeSignature(this, null)).Concat(Attributes(p.GetCustomAttributes()))));
        return used.Concat(type.GetMethods().Select(_metadata.GetMethodDefinition).SelectMany(UsedBy));
    }

    private IEnumerable<TypeDefinitionHandle> UsedBy(MethodDefinition method)
    {
        IEnumerable<TypeDefinitionHandle> used = Of(method.DecodeSignature(this, null)).Concat(Constraints(method.GetGenericParameters())).Concat(Attributes(method.GetCustomAttributes()));
        if (method.RelativeVirtualAddress == 0)
        {
            return used;
        }

        MethodBodyBlock body = _image.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            used = used.Concat(_metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(this, null).SelectMany(t => t));
        }

        used = used.Concat(body.ExceptionRegions.SelectMany(r => Types(r.CatchType)));
        return used.Concat(Tokens(body).SelectMany(Types));
    }

    private static IEnumerable<EntityHandle> Tokens(MethodBodyBlock body)
    {
        BlobReader code = body.GetILReader();
        var tokens = new List<EntityHandle>();
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            OpCode opCode = OpCodesByValue[value == 0xfe ? (short)((value << 8) | code.ReadByte()) : (short)value];
            switch (opCode.OperandType)
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    code.ReadByte();
                    break;
                case OperandType.InlineVar:
                    code.ReadInt16();
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    code.ReadInt64();
                    break;
                case OperandType.InlineSwitch:
                    for (int targets = code.ReadInt32(); targets > 0; targets--)
                    {
                        code.ReadInt32();
                    }

                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    tokens.Add(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                default:
                    code.ReadInt32();
                    break;
            }
        }

        return tokens;
    }

    private IEnumerable<TypeDefinitionHandle> Types(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return [];
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                return [(TypeDefinitionHandle)handle];
            case HandleKind.TypeSpecification:
                return _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
            case HandleKind.FieldDefinition:
                return [_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()];
            case HandleKind.MethodDefinition:
                MethodDefinition method = _metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                return Of(method.DecodeSignature(this, null)).Append(method.GetDeclaringType());
            case HandleKind.MemberReference:
                MemberReference member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                IEnumerable<TypeDefinitionHandle> signature = member.GetKind() == MemberReferenceKind.Method ? Of(member.DecodeMethodSignature(this, null)) : member.DecodeFieldSignature(this, null);
                return Types(member.Parent).Concat(signature);
            case HandleKind.MethodSpecification:
                MethodSpecification specification = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                return Types(specification.Method).Concat(specification.DecodeSignature(this, null).SelectMany(t => t));
            default:
                return [];
        }
    }

    private IEnumerable<TypeDefinitionHandle> Constraints(GenericParameterHandleCollection parameters) =>
        parameters.SelectMany(p => _metadata.GetGenericParameter(p).GetConstraints()).SelectMany(c => Types(_metadata.GetGenericParameterConstraint(c).Type));

    private IEnumerable<TypeDefinitionHandle> Attributes(CustomAttributeHandleCollection attributes) =>
        attributes.SelectMany(a => Types(_metadata.GetCustomAttribute(a).Constructor));

    private static IEnumerable<TypeDefinitionHandle> Of(MethodSignature<ImmutableHashSet<TypeDefinitionHandle>> signature) =>
        signature.ParameterTypes.SelectMany(t => t).Concat(signature.ReturnType);

    private TypeDefinitionHandle Outermost(TypeDefinitionHandle handle)
    {
        for (TypeDefinitionHandle outer = handle; ; handle = outer)
        {
            outer = _metadata.GetTypeDefinition(handle).GetDeclaringType();
            if (outer.IsNil)
            {
                return handle;
            }
        }
    }

    private string NameOf(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        return $"{_metadata.GetString(type.Namespace)}.{_metadata.GetString(type.Name)}";
    }

    ImmutableHashSet<TypeDefinitionHandle> ISimpleTypeProvider<ImmutableHashSet<TypeDefinitionHandle>>.GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => [handle];

    ImmutableHashSet<TypeDefinitionHandle> ISimpleTypeProvider<ImmutableHashSet<TypeDefinitionHandle>>.GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => Nothing;

    ImmutableHashSet<TypeDefinitionHandle> ISimpleTypeProvider<ImmutableHashSet<TypeDefinitionHandle>>.GetPrimitiveType(PrimitiveTypeCode typeCode) => Nothing;

    ImmutableHashSet<TypeDefinitionHandle> ISZArrayTypeProvider<ImmutableHashSet<TypeDefinitionHandle>>.GetSZArrayType(ImmutableHashSet<TypeDefinitionHandle> elementType) => elementType;

    ImmutableHashSet<TypeDefinitionHandle> IConstructedTypeProvider<ImmutableHashSet<TypeDefinitionHandle>>.GetArrayType(ImmutableHashSet<TypeDefinitionHandle> elementType, ArrayShape shape) => elementType;

    ImmutableHashSet<TypeDefinitionHandle> IConstructedTypeProvider<ImmutableHashSet<TypeDefinitionHandle>>.GetByReferenceType(ImmutableHashSet<TypeDefinitionHandle> elementType) => elementType;

    ImmutableHashSet<TypeDefinitionHandle> IConstructedTypeProvider<ImmutableHashSet<TypeDefinitionHandle>>.GetPointerType(ImmutableHashSet<TypeDefinitionHandle> elementType) => elementType;

    ImmutableHashSet<TypeDefinitionHandle> IConstructedTypeProvider<ImmutableHashSet<TypeDefinitionHandle>>.GetGenericInstantiation(
        ImmutableHashSet<TypeDefinitionHandle> genericType, ImmutableArray<ImmutableHashSet<TypeDefinitionHandle>> typeArguments) => genericType.Union(typeArguments.SelectMany(t => t));

    ImmutableHashSet<TypeDefinitionHandle> ISignatureTypeProvider<ImmutableHashSet<TypeDefinitionHandle>, object?>.GetFunctionPointerType(MethodSignature<ImmutableHashSet<TypeDefinitionHandle>> signature) => [.. Of(signature)];

    ImmutableHashSet<TypeDefinitionHandle> ISignatureTypeProvider<ImmutableHashSet<TypeDefinitionHandle>, object?>.GetGenericMethodParameter(object? genericContext, int index) => Nothing;

    ImmutableHashSet<TypeDefinitionHandle> ISignatureTypeProvider<ImmutableHashSet<TypeDefinitionHandle>, object?>.GetGenericTypeParameter(object? genericContext, int index) => Nothing;

    ImmutableHashSet<TypeDefinitionHandle> ISignatureTypeProvider<ImmutableHashSet<TypeDefinitionHandle>, object?>.GetModifiedType(
        ImmutableHashSet<TypeDefinitionHandle> modifier, ImmutableHashSet<TypeDefinitionHandle> unmodifiedType, bool isRequired) => unmodifiedType;

    ImmutableHashSet<TypeDefinitionHandle> ISignatureTypeProvider<ImmutableHashSet<TypeDefinitionHandle>, object?>.GetPinnedType(ImmutableHashSet<TypeDefinitionHandle> elementType) => elementType;

    ImmutableHashSet<TypeDefinitionHandle> ISignatureTypeProvider<ImmutableHashSet<TypeDefinitionHandle>, object?>.GetTypeFromSpecification(
        MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);
}
