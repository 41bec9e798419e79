using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;
using Provenance.Testing;

namespace Provenance.Tests.Architecture;

/// <summary>
/// The packages work where only the packages are: they are packed into a folder, installed from there into a fresh console project that signs and
/// verifies, and the command line is installed as a tool. Everything happens in temporary folders, under a version that exists nowhere else.
/// </summary>
[Trait("Category", "Packaging")]
public sealed class PackageTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    [Theory]
    [InlineData("Provenance")]
    [InlineData("Provenance.Mp4")]
    [InlineData("Provenance.AspNetCore")]
    [InlineData("Provenance.Cli")]
    public void A_package_says_what_it_is(string name)
    {
        using ZipArchive package = ZipFile.OpenRead(packages.PathOf(name));
        ZipArchiveEntry nuspec = package.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal));
        using Stream stream = nuspec.Open();
        XElement metadata = XDocument.Load(stream).Root!.Elements().Single(e => e.Name.LocalName == "metadata");
        string? Value(string element) => metadata.Elements().SingleOrDefault(e => e.Name.LocalName == element)?.Value;

        Assert.Equal("Apache-2.0", Value("license"));
        Assert.Equal("README.md", Value("readme"));
        Assert.False(string.IsNullOrWhiteSpace(Value("description")));
        Assert.Contains(package.Entries, e => e.FullName == "README.md");
        if (name != "Provenance.Cli")
        {
            Assert.Contains(package.Entries, e => e.FullName == $"lib/net10.0/{name}.dll");
            Assert.Contains(package.Entries, e => e.FullName == $"lib/net10.0/{name}.xml");
        }
    }

    [Theory]
    [InlineData("Provenance", "System.Security.Cryptography.Pkcs", "Microsoft.AspNetCore.App")]
    [InlineData("Provenance.Mp4", "Provenance", "System.Security.Cryptography.Pkcs")]
    [InlineData("Provenance.AspNetCore", "Provenance.Mp4", "Microsoft.AspNetCore.App")]
    [InlineData("Provenance.Cli", "Provenance.Mp4", "System.CommandLine", "Spectre.Console")]
    public void A_package_lists_what_it_is_made_of(string name, params string[] parts)
    {
        using ZipArchive package = ZipFile.OpenRead(packages.PathOf(name));
        using Stream stream = package.GetEntry("_manifest/spdx_2.3/manifest.spdx.json")!.Open();
        using var bill = JsonDocument.Parse(stream);
        var root = bill.RootElement;
        Assert.Equal("SPDX-2.3", root.GetProperty("spdxVersion").GetString());
        var listed = root.GetProperty("packages").EnumerateArray().ToDictionary(p => p.GetProperty("SPDXID").GetString()!, p => (Name: p.GetProperty("name").GetString()!, Version: p.GetProperty("versionInfo").GetString()!));
        Assert.Equal((name, packages.Version), listed["SPDXRef-Package"]);
        Assert.All(parts, p => Assert.Contains(listed.Values, l => l.Name == p));
        Assert.All(listed.Keys, id => Assert.Matches("^SPDXRef-[A-Za-z0-9.-]+$", id));
        Assert.All(listed.Values, l => Assert.NotEmpty(l.Version));

        // Everything is related to something, and nothing is that was not listed.
        var related = root.GetProperty("relationships").EnumerateArray().Select(r => r.GetProperty("relatedSpdxElement").GetString()!).ToList();
        Assert.Equal(listed.Keys.Order(StringComparer.Ordinal), related.Order(StringComparer.Ordinal));

        // What the build alone uses is no part.
        Assert.DoesNotContain(listed.Values, l => l.Name.Contains("Analyzer", StringComparison.Ordinal) || l.Name.Contains("ILLink", StringComparison.Ordinal));

        // Whatever assembly is in it is listed.
        Assert.All(
            package.Entries.Where(e => e.Name.EndsWith(".dll", StringComparison.Ordinal) && !e.Name.EndsWith(".resources.dll", StringComparison.Ordinal)),
            e => Assert.Contains(listed.Values, l => l.Name == Path.GetFileNameWithoutExtension(e.Name)));
    }

    [Fact]
    public async Task A_fresh_project_signs_and_verifies()
    {
        using var folder = new TempFolder();
        folder.Write("nuget.config", packages.NuGetConfiguration);
        folder.Write("fresh.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NoWarn>$(NoWarn);NU1603</NoWarn>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Provenance.Mp4" Version="[{packages.Version}]" />
              </ItemGroup>
            </Project>
            """);
        folder.Write("Program.cs", """
            using Provenance;

            var signer = ClaimSigner.FromPemFiles("signer.pem", "signer.key");
            var manifest = new ManifestDefinition
            {
                ClaimGenerator = new("Fresh project", "1.0"),
                Assertions = [ActionsAssertion.Created(DigitalSourceType.TrainedAlgorithmicMedia)],
            };
            await Mp4.SignAsync("in.mp4", "out.mp4", manifest, signer);

            var validator = new Validator(Mp4.Format) { Options = new() { TrustList = TrustList.ForSigners("root.pem") } };
            Console.WriteLine((await validator.ValidateAsync("out.mp4")).State);

            byte[] tampered = File.ReadAllBytes("out.mp4");
            tampered[^1] ^= 1;
            File.WriteAllBytes("tampered.mp4", tampered);
            Console.WriteLine((await validator.ValidateAsync("tampered.mp4")).State);
            """);
        folder.Write("in.mp4", SmallMovie());
        folder.Write("root.pem", TestPki.Default.Root.ExportCertificatePem());
        TestPki.Default.Signer().WriteTo(folder);

        (await packages.DotnetAsync(folder.Path, "build", "-o", "app", "-v", "q", "--nologo", "-nodeReuse:false")).Succeeded();
        ToolRun run = (await packages.DotnetAsync(folder.Path, Path.Combine("app", "fresh.dll"))).Succeeded();
        Assert.Equal(["Trusted", "Invalid"], run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task The_tool_installs_and_its_demo_runs()
    {
        using var folder = new TempFolder();
        folder.Write("nuget.config", packages.NuGetConfiguration);
        (await packages.DotnetAsync(folder.Path, "tool", "install", "Provenance.Cli", "--version", packages.Version, "--tool-path", "tools")).Succeeded();
        string tool = folder[Path.Combine("tools", OperatingSystem.IsWindows() ? "provenance.exe" : "provenance")];

        ToolRun version = (await Tools.RunAsync(tool, ["--version"], folder.Path, PackedPackages.Environment)).Succeeded();
        Assert.StartsWith(packages.Version, version.Output.Trim(), StringComparison.Ordinal);
        ToolRun demo = (await Tools.RunAsync(tool, ["demo"], folder.Path, PackedPackages.Environment)).Succeeded();
        Assert.Contains("TRUSTED", demo.Output, StringComparison.Ordinal);
        Assert.Contains("NOT AUTHENTIC", demo.Output, StringComparison.Ordinal);
        Assert.Contains("Every verdict is the one it must be", demo.Output, StringComparison.Ordinal);
    }

    private static byte[] SmallMovie()
    {
        Mp4Track track = Mp4Track.Of(1, sampleCount: 8);
        return new Mp4Builder().Ftyp().Movie(track).Media(track).Build();
    }
}

/// <summary>The packages, packed once for the tests of this class.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    /// <summary>A version that no feed can have.</summary>
    public string Version { get; } = $"0.0.1-test.{Guid.NewGuid():N}";

    /// <summary>Quiet, in English, and without the variables that a surrounding <c>dotnet test</c> hands down.</summary>
    public static IReadOnlyDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["MSBuildSDKsPath"] = null,
        ["MSBuildExtensionsPath"] = null,
        ["MSBUILD_EXE_PATH"] = null,
        ["MSBuildLoadMicrosoftTargetsReadOnly"] = null,
        ["NO_COLOR"] = "1",
    };

    /// <summary>Adds the folder of packages to the sources the machine has.</summary>
    public string NuGetConfiguration => $"""
        <configuration>
          <packageSources>
            <add key="packed" value="{_folder["packages"]}" />
          </packageSources>
        </configuration>
        """;

    /// <summary>The path of a package.</summary>
    public string PathOf(string name) => Path.Combine(_folder["packages"], $"{name}.{Version}.nupkg");

    /// <summary>Runs dotnet with a package cache of its own.</summary>
    public Task<ToolRun> DotnetAsync(string workingDirectory, params IEnumerable<string> arguments)
    {
        var environment = new Dictionary<string, string?>(Environment, StringComparer.Ordinal) { ["NUGET_PACKAGES"] = _folder["cache"] };
        return Tools.RunAsync(Tools.Require("dotnet"), arguments, workingDirectory, environment);
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        foreach (string project in new[] { "Provenance", "Provenance.Mp4", "Provenance.AspNetCore", "Provenance.Cli" })
        {
            // Build output goes to a folder of its own: the projects may be in use by the very build that runs this test.
            string[] arguments =
            [
                "pack", Repository.PathOf("src", project), "-c", "Release", "-o", _folder["packages"], "--artifacts-path", _folder["build"], $"-p:Version={Version}", $"-p:LockFileFolder={_folder["locks"]}",
                "-p:RunAnalyzers=false", "-v", "q", "--nologo", "-nodeReuse:false",
            ];
            (await Tools.RunAsync(Tools.Require("dotnet"), arguments, Repository.Root, Environment)).Succeeded();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
