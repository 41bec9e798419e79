namespace Provenance;

/// <summary>
/// A manifest definition in JSON, in the form that users of c2patool have: what is claimed, and beside it who signs. Files that it names are looked for
/// beside it, or in <c>base_path</c>.
/// </summary>
/// <remarks>
/// Read: <c>title</c>, <c>claim_generator_info</c> (or <c>claim_generator</c>), <c>assertions</c> (<c>label</c>, <c>data</c>, <c>kind</c>, <c>created</c>),
/// <c>actions</c>, <c>ingredients</c>, <c>ingredient_paths</c>, <c>parent</c>, <c>thumbnail</c>, <c>base_path</c>, <c>alg</c>, <c>private_key</c>, <c>sign_cert</c>,
/// <c>ta_url</c>. What a version 2 claim has no place for (<c>format</c>, <c>instance_id</c>, <c>label</c>, <c>vendor</c>) is passed over with a warning. Everything
/// else is an error; each names file, line and JSON path.
/// </remarks>
public sealed record ManifestDefinitionFile
{
    internal ManifestDefinitionFile(ManifestDefinition definition, string place)
    {
        Definition = definition;
        Place = place;
    }

    /// <summary>What is claimed.</summary>
    public ManifestDefinition Definition { get; }

    /// <summary>Where rules that concern several parts of the definition are broken, if they are: file, line and path of its actions.</summary>
    public string Place { get; }

    /// <summary>The signer's certificates (<c>sign_cert</c>), a path, or null.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The private key (<c>private_key</c>), a path, or null.</summary>
    public string? PrivateKeyPath { get; init; }

    /// <summary>The signature algorithm (<c>alg</c>), or null for what the key says.</summary>
    public SigningAlgorithm? Algorithm { get; init; }

    /// <summary>The time-stamp authority (<c>ta_url</c>), or null.</summary>
    public Uri? TimestampAuthority { get; init; }

    /// <summary>The files that went into the definition (ingredients, thumbnails, icons, data), as full paths in the order in which they were read: when one changes, so does what is claimed.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>What was passed over or added, in plain sentences with line and path.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="validator">Validates ingredients: containers, trust lists, clock, limits.</param>
    /// <param name="keepUnverified">Whether an ingredient is kept whose credentials do not verify (<see cref="IngredientOptions.KeepUnverified"/>).</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">The definition cannot be used; the message names file, line and JSON path.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<ManifestDefinitionFile> ReadAsync(string path, Validator validator, bool keepUnverified = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(validator);
        int limit = validator.Options.Limits.MaxManifestStoreSize;
        if (new FileInfo(path).Length > limit)
        {
            throw new SigningException(SigningFault.Limit, $"{path}: The definition is larger than {limit} bytes.");
        }

        byte[] json = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        return await ParseAsync(json, path, Path.GetDirectoryName(Path.GetFullPath(path))!, validator, keepUnverified, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="utf8Json">The text.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="folder">Where files that it names are looked for.</param>
    /// <param name="validator">Validates ingredients: containers, trust lists, clock, limits.</param>
    /// <param name="keepUnverified">Whether an ingredient is kept whose credentials do not verify (<see cref="IngredientOptions.KeepUnverified"/>).</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SigningException">The definition cannot be used; the message names line and JSON path.</exception>
    public static Task<ManifestDefinitionFile> ParseAsync(
        ReadOnlyMemory<byte> utf8Json, string name, string folder, Validator validator, bool keepUnverified = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(validator);
        return new DefinitionReader(JsonText.Parse(name, utf8Json), folder, validator, keepUnverified).ReadAsync(cancellationToken);
    }
}
