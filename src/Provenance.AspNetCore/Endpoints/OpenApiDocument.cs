using System.Text;

namespace Provenance.Endpoints;

/// <summary>The OpenAPI description of the endpoints, as a document that needs no generator.</summary>
internal static class OpenApiDocument
{
    /// <summary>The document.</summary>
    public static string Json { get; } = Read();

    private static string Read()
    {
        using var stream = typeof(OpenApiDocument).Assembly.GetManifestResourceStream("Provenance.Endpoints.openapi.json")
            ?? throw new InvalidOperationException("openapi.json is not built in.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
