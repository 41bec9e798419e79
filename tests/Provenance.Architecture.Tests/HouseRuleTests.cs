using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Provenance.Testing;

namespace Provenance.Tests.Architecture;

/// <summary>The rules of the house that a machine can check.</summary>
public sealed partial class HouseRuleTests
{
    private static readonly Assembly[] Libraries = [typeof(Validator).Assembly, typeof(Mp4).Assembly, typeof(HtmlReport).Assembly];

    private static IEnumerable<string> SourceFiles => SourceFolders.SourceFiles(Repository.PathOf("src"));

    [Fact]
    public void Names_are_the_nouns_of_the_standard()
    {
        string[] forbidden = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Service", "Processor"];
        IEnumerable<string> types = Libraries.SelectMany(a => a.GetTypes()).Where(t => !t.Name.Contains('<', StringComparison.Ordinal)).Select(t => t.Name);
        IEnumerable<string> files = SourceFiles.Select(f => Path.GetFileNameWithoutExtension(f)!);
        IEnumerable<string> folders = SourceFiles.Select(f => Path.GetFileName(Path.GetDirectoryName(f))!);
        string[] misnamed = [.. types.Concat(files).Concat(folders).Distinct(StringComparer.Ordinal).Where(n => Word().Matches(n).Any(w => forbidden.Contains(w.Value, StringComparer.Ordinal)))];
        Assert.Empty(misnamed);
    }

    [Fact]
    public void Source_files_stay_small() =>
        Assert.Empty(SourceFiles.Select(f => (Name: Path.GetRelativePath(Repository.Root, f), Lines: File.ReadLines(f).Count())).Where(f => f.Lines > 450).Select(f => $"{f.Name}: {f.Lines} lines"));

    [Fact]
    public void Public_types_live_in_the_namespaces_of_the_house() =>
        Assert.Empty(Libraries.SelectMany(a => a.GetExportedTypes()).Where(t => t.Namespace is not ("Provenance" or "Provenance.Cbor" or "Provenance.Jumbf" or "Provenance.Cryptography")).Select(t => t.FullName));

    [Fact]
    public void Public_classes_are_sealed_static_or_meant_to_be_derived_from() =>
        Assert.Empty(Libraries.SelectMany(a => a.GetExportedTypes()).Where(t => t.IsClass && !t.IsSealed && !t.IsAbstract).Select(t => t.FullName));

    [Fact]
    public void There_is_no_mutable_static_state()
    {
        const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        Assert.Empty(Libraries.SelectMany(a => a.GetTypes())
            .Where(t => !t.Name.Contains('<', StringComparison.Ordinal) && t.Namespace?.StartsWith("Provenance", StringComparison.Ordinal) == true)
            .SelectMany(t => t.GetFields(Statics))
            .Where(f => !f.IsInitOnly && !f.IsLiteral && !f.Name.Contains('<', StringComparison.Ordinal))
            .Select(f => $"{f.DeclaringType!.FullName}.{f.Name}"));
    }

    // X509Chain loads the system's certificate store, may ask the network, and judges by rules that are not those of §14.5.
    [Fact]
    public void Chains_are_not_built_by_the_platform() =>
        Assert.Empty(Libraries.SelectMany(a => MembersUsed(a.Location).Where(m => m.StartsWith("X509Chain.", StringComparison.Ordinal) || m is "X509Certificate2.Verify").Select(m => $"{a.GetName().Name} uses {m}")));

    // Neither a method that touches these types nor one that touches a type with such a field is compiled ahead of time: one number of a file kept
    // the reading of CBOR from it, one fingerprint that of certificates.
    [Fact]
    public void No_type_holds_an_integer_of_128_bits()
    {
        const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        Type[] wide = [typeof(Int128), typeof(UInt128), typeof(Int128?), typeof(UInt128?)];

        // What the compiler makes of a method (closures, iterators) runs when that method does; playlists may.
        Assert.Empty(Libraries.SelectMany(a => a.GetTypes())
            .Where(t => !t.FullName!.Contains('<', StringComparison.Ordinal))
            .SelectMany(t => t.GetFields(Fields))
            .Where(f => wide.Contains(f.FieldType))
            .Select(f => $"{f.DeclaringType!.FullName}.{f.Name}"));
    }

    // The private name of the option is the only one; without it every start compiles 65 methods of the runtime's own.
    [Fact]
    public void The_published_program_keeps_the_list_of_what_the_runtime_calls()
    {
        var profile = XDocument.Load(Repository.PathOf("src/Provenance.Cli/Properties/PublishProfiles/SelfContained.pubxml"));
        Assert.Contains("--strip-descriptors false", profile.Descendants("_ExtraTrimmerArgs").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_clock_is_injected()
    {
        string[] clocks = ["DateTime.get_Now", "DateTime.get_UtcNow", "DateTime.get_Today", "DateTimeOffset.get_Now", "DateTimeOffset.get_UtcNow"];
        Assert.Empty(Libraries.SelectMany(a => MembersUsed(a.Location).Where(clocks.Contains).Select(m => $"{a.GetName().Name} uses {m}")));
    }

    [Fact]
    public void Nothing_prints() =>
        Assert.Empty(Libraries.SelectMany(a => MembersUsed(a.Location).Where(m => m.StartsWith("Console.", StringComparison.Ordinal)).Select(m => $"{a.GetName().Name} uses {m}")));

    [Fact]
    public void Public_types_and_members_are_documented()
    {
        foreach (Assembly assembly in Libraries)
        {
            XDocument documentation = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"));
            Dictionary<string, XElement> members = documentation.Descendants("member").ToDictionary(m => m.Attribute("name")!.Value, StringComparer.Ordinal);
            foreach (Type type in assembly.GetExportedTypes())
            {
                string name = "T:" + type.FullName!.Replace('+', '.');
                Assert.True(members.TryGetValue(name, out XElement? member), $"{name} has no documentation.");
                Assert.False(string.IsNullOrWhiteSpace(member.Element("summary")?.Value) && member.Element("inheritdoc") is null, $"{name} has no summary.");
            }
        }
    }

    [Fact]
    public void Nothing_unfinished_is_left_in_the_source() =>
        Assert.Empty(SourceFiles.Where(f => File.ReadAllText(f).Contains("NotImplementedException", StringComparison.Ordinal)).Select(f => Path.GetRelativePath(Repository.Root, f)));

    [Fact]
    public void Builds_are_deterministic_and_warnings_are_errors()
    {
        string properties = File.ReadAllText(Repository.PathOf("src", "Directory.Build.props"));
        Assert.Contains("<Deterministic>true</Deterministic>", properties, StringComparison.Ordinal);
        Assert.Contains("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", properties, StringComparison.Ordinal);
        foreach (Assembly assembly in Libraries)
        {
            using var image = new PEReader(File.OpenRead(assembly.Location));
            Assert.Contains(image.ReadDebugDirectory(), e => e.Type == DebugDirectoryEntryType.Reproducible);
        }
    }

    private static IEnumerable<string> MembersUsed(string assemblyPath)
    {
        using var image = new PEReader(File.OpenRead(assemblyPath));
        MetadataReader metadata = image.GetMetadataReader();
        return [.. metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Where(m => m.Parent.Kind == HandleKind.TypeReference)
            .Select(m => metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)m.Parent).Name) + "." + metadata.GetString(m.Name))
            .Distinct(StringComparer.Ordinal)];
    }

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex Word();
}
