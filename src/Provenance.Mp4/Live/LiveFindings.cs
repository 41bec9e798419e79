namespace Provenance.Bmff;

/// <summary>What is found about one segment of a live video, in the order of discovery; the first fault is what the finding is called after.</summary>
internal sealed class LiveFindings
{
    // A hostile manifest repeats itself.
    private const int MaxFaults = 16;

    private readonly List<ValidationStatus> _faults = [];

    /// <summary>The finding in a word.</summary>
    public SegmentFinding Finding { get; private set; } = SegmentFinding.Authentic;

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => _faults.Count == 0;

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<ValidationStatus> Faults => _faults;

    /// <summary>What is worth knowing and not wrong.</summary>
    public List<ValidationStatus> Notes { get; } = [];

    /// <summary>Adds a fault.</summary>
    public void Add(SegmentFinding finding, ValidationStatusCode code, string sentence, string url = "") => Add(finding, new(code, url, sentence));

    /// <summary>Adds a fault.</summary>
    public void Add(SegmentFinding finding, ValidationStatus fault)
    {
        Finding = _faults.Count == 0 ? finding : Finding;
        if (_faults.Count < MaxFaults)
        {
            _faults.Add(fault);
        }
    }

    /// <summary>Adds that the segment is not valid (§19.7): the code of most of what can be wrong.</summary>
    public void AddInvalid(string sentence, SegmentFinding finding = SegmentFinding.Altered) => Add(finding, ValidationStatusCode.LivevideoSegmentInvalid, sentence);
}
