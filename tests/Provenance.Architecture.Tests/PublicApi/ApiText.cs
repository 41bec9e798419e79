using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Provenance.Tests.Architecture;

/// <summary>Writes the public surface of an assembly as text: one line per type and member, sorted, so that a change shows as a changed line.</summary>
internal static class ApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Heading(type)).Append('\n');
            foreach (string member in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Heading(Type type)
    {
        string kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            _ when type.BaseType == typeof(MulticastDelegate) => "delegate",
            _ when type.GetMethod("<Clone>$") is not null => "record",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        IEnumerable<Type> bases = type.IsEnum ? [Enum.GetUnderlyingType(type)] : type.BaseType is { } b && b != typeof(object) && b != typeof(ValueType) ? [b] : [];
        if (!type.IsEnum)
        {
            bases = bases.Concat(type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).Where(i => i.IsPublic).OrderBy(i => i.FullName, StringComparer.Ordinal));
        }

        string[] names = [.. bases.Select(Name)];
        string modifier = kind == "record" ? (type.IsSealed ? "sealed " : type.IsAbstract ? "abstract " : string.Empty) : string.Empty;
        return $"{modifier}{kind} {type.Namespace}.{Name(type)}" + (names.Length == 0 ? string.Empty : " : " + string.Join(", ", names));
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(n => string.Create(CultureInfo.InvariantCulture, $"{Convert.ToInt64(Enum.Parse(type, n), CultureInfo.InvariantCulture):D3} {n}"));
        }

        IEnumerable<string> constructors = type.GetConstructors(Declared).Where(c => IsVisible(c) && !IsMadeByCompiler(c)).Select(c => $"{Modifiers(c)}.ctor({Parameters(c)})");
        IEnumerable<string> fields = type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly).Select(Field);
        IEnumerable<string> properties = type.GetProperties(Declared).Where(p => p.GetAccessors(nonPublic: true).Any(a => IsVisible(a)) && p.Name != "EqualityContract").Select(Property);
        IEnumerable<string> events = type.GetEvents(Declared).Where(e => IsVisible(e.AddMethod!)).Select(e => $"event {Name(e.EventHandlerType!)} {e.Name}");
        IEnumerable<string> methods = type.GetMethods(Declared)
            .Where(m => IsVisible(m) && !IsMadeByCompiler(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal)))
            .Select(m => $"{Modifiers(m)}{Name(Nullability.Create(m.ReturnParameter))} {m.Name}{Generics(m)}({Parameters(m)})");
        return constructors.Concat(fields).Concat(properties).Concat(events).Concat(methods);
    }

    private static string Field(FieldInfo field) =>
        field.IsLiteral
            ? string.Create(CultureInfo.InvariantCulture, $"const {Name(field.FieldType)} {field.Name} = {field.GetRawConstantValue()}")
            : $"{(field.IsStatic ? "static " : string.Empty)}{(field.IsInitOnly ? "readonly " : string.Empty)}{Name(Nullability.Create(field))} {field.Name}";

    private static string Property(PropertyInfo property)
    {
        MethodInfo any = property.GetAccessors(nonPublic: true).First(IsVisible);
        string accessors = property.GetMethod is { } get && IsVisible(get) ? "get; " : string.Empty;
        if (property.SetMethod is { } set && IsVisible(set))
        {
            accessors += set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init; " : "set; ";
        }

        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : string.Empty;
        string index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Parameter))}]" : string.Empty;
        return $"{Modifiers(any)}{required}{Name(Nullability.Create(property))} {property.Name}{index} {{ {accessors}}}";
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsMadeByCompiler(MethodBase method) => method.IsDefined(typeof(CompilerGeneratedAttribute)) || method.Name.Contains('<', StringComparison.Ordinal);

    private static string Modifiers(MethodBase method)
    {
        string access = method.IsPublic ? string.Empty : "protected ";
        if (method.IsStatic)
        {
            return access + "static ";
        }

        if (method.IsConstructor || method.DeclaringType!.IsInterface || !method.IsVirtual)
        {
            return access;
        }

        bool overrides = ((MethodInfo)method).GetBaseDefinition().DeclaringType != method.DeclaringType;
        return access + (method.IsAbstract ? "abstract " : overrides ? "override " : method.IsFinal ? string.Empty : "virtual ");
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string prefix = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : string.Empty;
        string type = Name(Nullability.Create(parameter));
        if (parameter.ParameterType.IsByRef)
        {
            prefix = parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        }

        string value = !parameter.HasDefaultValue ? string.Empty : " = " + (parameter.DefaultValue switch
        {
            null => "default",
            string s => $"\"{s}\"",
            bool b => b ? "true" : "false",
            object o => Convert.ToString(o, CultureInfo.InvariantCulture),
        });
        return $"{prefix}{type} {parameter.Name}{value}";
    }

    private static string Generics(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : string.Empty;

    private static string Name(NullabilityInfo type)
    {
        string mark = type.ReadState == NullabilityState.Nullable && !type.Type.IsValueType ? "?" : string.Empty;
        if (type.ElementType is { } element && type.Type.IsArray)
        {
            return $"{Name(element)}[]{mark}";
        }

        if (type.GenericTypeArguments.Length == 0 || Nullable.GetUnderlyingType(type.Type) is not null)
        {
            return Name(type.Type) + mark;
        }

        string bare = type.Type.Name[..type.Type.Name.IndexOf('`', StringComparison.Ordinal)];
        return $"{bare}<{string.Join(", ", type.GenericTypeArguments.Select(Name))}>{mark}";
    }

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying) + "?";
        }

        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        string outer = type.IsNested && !type.IsGenericParameter ? Name(type.DeclaringType!) + "." : string.Empty;
        if (type.IsGenericType && type.Name.Contains('`', StringComparison.Ordinal))
        {
            return $"{outer}{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
        }

        return outer + (Keywords.TryGetValue(type, out string? keyword) ? keyword : type.Name);
    }

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };
}
