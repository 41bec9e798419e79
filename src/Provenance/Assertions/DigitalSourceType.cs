namespace Provenance;

/// <summary>
/// How content came to be (§18.15.4.5): a term of the IPTC digital source type vocabulary or one of the two of C2PA. What was read from a manifest
/// may hold any text.
/// </summary>
/// <param name="Value">The full URI, with <c>http:</c> as the vocabularies have it.</param>
public readonly record struct DigitalSourceType(string Value)
{
    private const string Iptc = "http://cv.iptc.org/newscodes/digitalsourcetype/";
    private const string C2pa = "http://c2pa.org/digitalsourcetype/";

    /// <summary>Made by a generative model from its training: text-to-video, say.</summary>
    public static DigitalSourceType TrainedAlgorithmicMedia { get; } = new(Iptc + "trainedAlgorithmicMedia");

    /// <summary>A mixture: content altered or completed by a generative model (in-painting, out-painting, generated elements in real footage).</summary>
    public static DigitalSourceType CompositeWithTrainedAlgorithmicMedia { get; } = new(Iptc + "compositeWithTrainedAlgorithmicMedia");

    /// <summary>Made by an algorithm without trained model: procedural or mathematical media.</summary>
    public static DigitalSourceType AlgorithmicMedia { get; } = new(Iptc + "algorithmicMedia");

    /// <summary>Improved by an algorithm without human choice: noise reduction, upscaling.</summary>
    public static DigitalSourceType AlgorithmicallyEnhanced { get; } = new(Iptc + "algorithmicallyEnhanced");

    /// <summary>Several elements, at least one of them synthetic.</summary>
    public static DigitalSourceType CompositeSynthetic { get; } = new(Iptc + "compositeSynthetic");

    /// <summary>Several elements.</summary>
    public static DigitalSourceType Composite { get; } = new(Iptc + "composite");

    /// <summary>Several elements, all captured from real life.</summary>
    public static DigitalSourceType CompositeCapture { get; } = new(Iptc + "compositeCapture");

    /// <summary>Captured by a digital camera.</summary>
    public static DigitalSourceType DigitalCapture { get; } = new(Iptc + "digitalCapture");

    /// <summary>Captured by a device that computes one picture from several.</summary>
    public static DigitalSourceType ComputationalCapture { get; } = new(Iptc + "computationalCapture");

    /// <summary>Captured from a screen.</summary>
    public static DigitalSourceType ScreenCapture { get; } = new(Iptc + "screenCapture");

    /// <summary>A recording of a virtual event.</summary>
    public static DigitalSourceType VirtualRecording { get; } = new(Iptc + "virtualRecording");

    /// <summary>Altered by people with non-generative tools.</summary>
    public static DigitalSourceType HumanEdits { get; } = new(Iptc + "humanEdits");

    /// <summary>Made by people with non-generative tools.</summary>
    public static DigitalSourceType DigitalCreation { get; } = new(Iptc + "digitalCreation");

    /// <summary>A picture of data: a chart, say.</summary>
    public static DigitalSourceType DataDrivenMedia { get; } = new(Iptc + "dataDrivenMedia");

    /// <summary>Digitised from a negative.</summary>
    public static DigitalSourceType NegativeFilm { get; } = new(Iptc + "negativeFilm");

    /// <summary>Digitised from a positive.</summary>
    public static DigitalSourceType PositiveFilm { get; } = new(Iptc + "positiveFilm");

    /// <summary>Digitised from a print.</summary>
    public static DigitalSourceType Print { get; } = new(Iptc + "print");

    /// <summary>Old IPTC term, since replaced by <see cref="DigitalCreation"/>.</summary>
    public static DigitalSourceType DigitalArt { get; } = new(Iptc + "digitalArt");

    /// <summary>Old IPTC term, since replaced by <see cref="HumanEdits"/>.</summary>
    public static DigitalSourceType MinorHumanEdits { get; } = new(Iptc + "minorHumanEdits");

    /// <summary>Old IPTC term, since replaced by <see cref="DigitalCreation"/>.</summary>
    public static DigitalSourceType SoftwareImage { get; } = new(Iptc + "softwareImage");

    /// <summary>No content yet: a blank canvas, an empty timeline.</summary>
    public static DigitalSourceType Empty { get; } = new(C2pa + "empty");

    /// <summary>Data, not media, made by a trained model.</summary>
    public static DigitalSourceType TrainedAlgorithmicData { get; } = new(C2pa + "trainedAlgorithmicData");

    /// <summary>Every known term, the usual ones first.</summary>
    public static IReadOnlyList<DigitalSourceType> All { get; } =
    [
        TrainedAlgorithmicMedia, CompositeWithTrainedAlgorithmicMedia, AlgorithmicMedia, AlgorithmicallyEnhanced, CompositeSynthetic, Composite,
        CompositeCapture, DigitalCapture, ComputationalCapture, ScreenCapture, VirtualRecording, HumanEdits, DigitalCreation, DataDrivenMedia,
        NegativeFilm, PositiveFilm, Print, DigitalArt, MinorHumanEdits, SoftwareImage, Empty, TrainedAlgorithmicData,
    ];

    /// <summary>The last part of the URI, for example <c>trainedAlgorithmicMedia</c>.</summary>
    public string Name => Value is null ? string.Empty : Value[(Value.LastIndexOf('/') + 1)..];

    /// <summary>Whether this is a term of one of the two vocabularies.</summary>
    public bool IsKnown => All.Contains(this);

    /// <summary>
    /// Whether a trained (generative) model made the content or part of it. Variants that writers use by mistake (<c>https:</c>, the short name) count too:
    /// a reader must not miss them.
    /// </summary>
    public bool InvolvesTrainedModel => Name is "trainedAlgorithmicMedia" or "compositeWithTrainedAlgorithmicMedia" or "trainedAlgorithmicData" or "c2pa.trainedAlgorithmicData";

    /// <summary>The term with a short name, such as <c>trainedAlgorithmicMedia</c>, or full URI.</summary>
    /// <exception cref="ArgumentException">There is no such term; the message lists those there are.</exception>
    public static DigitalSourceType FromName(string nameOrUri)
    {
        ArgumentNullException.ThrowIfNull(nameOrUri);
        foreach (var term in All)
        {
            if (string.Equals(term.Name, nameOrUri, StringComparison.OrdinalIgnoreCase) || string.Equals(term.Value, nameOrUri, StringComparison.Ordinal))
            {
                return term;
            }
        }

        string hint = nameOrUri.StartsWith("https://", StringComparison.Ordinal) ? " The vocabularies' URIs start with http:, not https:." : string.Empty;
        throw new ArgumentException(
            $"'{TextRule.Shorten(nameOrUri)}' is not a digital source type.{hint} The terms are: {string.Join(", ", All.Select(t => t.Name))}.", nameof(nameOrUri));
    }

    /// <inheritdoc/>
    public override string ToString() => Value ?? string.Empty;
}
