// A generator's last step: what the model rendered becomes what is published.
// generator RENDERED.mp4 PUBLISHED.mp4 TITLE
using Provenance;

if (args is not [var rendered, var published, var title])
{
    Console.Error.WriteLine("usage: generator RENDERED.mp4 PUBLISHED.mp4 TITLE");
    return 2;
}

// README begins
var details = new GenerationDetails
{
    Provider = "Acme Corporation",
    Model = new("Acme Video", "2.1.0") { Identifier = "pkg:huggingface/acme/video@2.1.0" },
    Title = title,
};
try
{
    var signer = ClaimSigner.FromPemFiles("keys/signer.pem", "keys/signer.key");
    var result = await Mp4.SignAsync(rendered, published, GeneratedVideo.FromText(details), signer);
    Console.WriteLine($"{published}: {result.ManifestLabel}");
    return 0;
}
catch (SigningException e)
{
    // Nothing was written: an unsigned video is never published by mistake.
    Console.Error.WriteLine($"{rendered}: {e.Message}");
    return 1;
}
// README ends
