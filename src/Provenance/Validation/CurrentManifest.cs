namespace Provenance.Validation;

/// <summary>The manifest that is being validated (§15.6.1, "current manifest"), what earlier steps established about it, and what was found.</summary>
internal sealed class CurrentManifest(Manifest manifest, ParserLimits limits)
{
    private Dictionary<string, IngredientReading>? _ingredientsByUrl;
    private Dictionary<string, ListedAssertion>? _assertionsByUrl;
    private HashSet<string>? _labels;
    private readonly List<ValidationStatus> _statuses = [];

    /// <summary>The manifest.</summary>
    public Manifest Manifest { get; } = manifest;

    /// <summary>The claim.</summary>
    /// <exception cref="InvalidOperationException">There is none; steps after §15.6 run only when there is one.</exception>
    public Claim Claim => Manifest.Claim ?? throw new InvalidOperationException("The manifest has no claim.");

    /// <summary>The findings so far.</summary>
    public IReadOnlyList<ValidationStatus> Statuses => _statuses;

    /// <summary>The assertions the claim lists, in the order of the claim; set before the steps run.</summary>
    public IReadOnlyList<ListedAssertion> Assertions
    {
        get;
        set
        {
            field = value;
            _assertionsByUrl = null;
            _labels = null;
        }
    } = [];

    /// <summary>The ingredient assertions among them that are intact and could be read.</summary>
    public IReadOnlyList<IngredientReading> Ingredients
    {
        get;
        set
        {
            field = value;
            _ingredientsByUrl = null;
        }
    } = [];

    /// <summary>The signature, or null when it could not be read; set by §15.7.</summary>
    public SignatureFacts? Signature { get; set; }

    /// <summary>The absolute URI of the claim signature box; falls back to the manifest when the claim names none.</summary>
    public string SignatureUrl { get; set; } = manifest.Url;

    /// <summary>Adds a finding.</summary>
    public void Add(ValidationStatusCode code, string url, string? explanation = null) => Add(new ValidationStatus(code, url, explanation));

    /// <summary>Adds a finding, up to the limit.</summary>
    public void Add(ValidationStatus status)
    {
        if (_statuses.Count < limits.MaxStatusesPerManifest)
        {
            _statuses.Add(status);
        }
        else if (_statuses.Count == limits.MaxStatusesPerManifest)
        {
            _statuses.Add(new ValidationStatus(ValidationStatusCode.LimitExceeded, Manifest.Url, ExceededLimit.Sentence("The manifest gives rise to more findings than are kept", limits.MaxStatusesPerManifest)));
        }
    }

    /// <summary>The ingredient with the URL, or null when it is not one of <see cref="Ingredients"/>.</summary>
    public IngredientReading? FindIngredient(string url)
    {
        if (_ingredientsByUrl is null)
        {
            _ingredientsByUrl = new Dictionary<string, IngredientReading>(StringComparer.Ordinal);
            foreach (var ingredient in Ingredients)
            {
                _ingredientsByUrl.TryAdd(ingredient.Assertion.Url, ingredient);
            }
        }

        return _ingredientsByUrl.GetValueOrDefault(url);
    }

    /// <summary>The assertion of <see cref="Assertions"/> with the absolute URL, the first of them; null when there is none.</summary>
    public ListedAssertion? FindAssertion(string url)
    {
        if (_assertionsByUrl is null)
        {
            _assertionsByUrl = new Dictionary<string, ListedAssertion>(StringComparer.Ordinal);
            foreach (var assertion in Assertions)
            {
                _assertionsByUrl.TryAdd(assertion.Url, assertion);
            }
        }

        return _assertionsByUrl.GetValueOrDefault(url);
    }

    /// <summary>Whether the claim lists an assertion with the label, whatever its instance.</summary>
    public bool HasAssertion(string label) => (_labels ??= [.. Assertions.Select(a => a.Label)]).Contains(label);

    /// <summary>Whether the code was found.</summary>
    public bool Has(ValidationStatusCode code) => _statuses.Exists(s => s.Code == code);
}
