// A check for a CI job: every video of the release is signed by us, and those a model made say so.
// ci-check ROOT.pem FOLDER
using Provenance;

if (args is not [var root, var folder])
{
    Console.Error.WriteLine("usage: ci-check ROOT.pem FOLDER");
    return 2;
}

// README begins
var validator = new Validator(Mp4.Format) { Options = new() { TrustList = TrustList.ForSigners(root) } };
var duty = DisclosureProfile.EuAiAct;
int bad = 0;
foreach (string video in Directory.EnumerateFiles(folder, "*.mp4", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
{
    var result = await validator.ValidateAsync(video);
    var missing = duty.Examine(result).Items.Where(i => i.Requirement.IsRequired && i.Answer == DisclosureAnswer.Missing).Select(i => i.Requirement.Duty).ToList();
    bool isGood = result.State == ValidationState.Trusted && missing.Count == 0;
    bad += isGood ? 0 : 1;
    Console.WriteLine($"{(isGood ? "ok  " : "FAIL")} {video}: {result.State}{string.Concat(missing.Select(m => $"; missing: {m}"))}");
    foreach (var failure in result.Failures)
    {
        Console.WriteLine($"     {failure.Code.Value}: {failure.Sentence}");
    }
}

return bad == 0 ? 0 : 1;
// README ends
