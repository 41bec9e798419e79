using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Provenance.Tests.AspNetCore;

/// <summary>The description says what the endpoints do: the same paths, and of every answer the status and the media type.</summary>
public sealed class OpenApiTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_document_names_every_endpoint_and_no_other(bool signs)
    {
        await using var host = await PipelineHost.StartAsync(signs ? EndpointTests.WithSigner : null);
        using JsonDocument document = await DocumentAsync(host);
        string[] described = [.. document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(m => $"{m.Name.ToUpperInvariant()} {p.Name}")).Order(StringComparer.Ordinal)];
        string[] mapped =
        [
            .. host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                .Select(e => $"{e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Single() ?? "GET"} {e.RoutePattern.RawText!["/provenance".Length..]}")
                .Where(e => !e.EndsWith("openapi.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        ];
        Assert.Equal(mapped, described);
    }

    [Fact]
    public async Task A_reader_of_OpenAPI_finds_no_fault()
    {
        await using var host = await PipelineHost.StartAsync(EndpointTests.WithSigner);
        string text = await host.Client.GetStringAsync("/provenance/openapi.json", TestContext.Current.CancellationToken);
        var read = Microsoft.OpenApi.OpenApiDocument.Parse(text, "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(5, read.Document!.Paths.Count);
        Assert.Equal(5, read.Document.Paths.Values.SelectMany(p => p.Operations!.Values).Select(o => o.OperationId).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Every_reference_of_the_document_leads_somewhere()
    {
        await using var host = await PipelineHost.StartAsync();
        using JsonDocument document = await DocumentAsync(host);
        Assert.StartsWith("3.1", document.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        string[] references = [.. References(document.RootElement).Distinct(StringComparer.Ordinal)];
        Assert.NotEmpty(references);
        Assert.All(references, r =>
        {
            JsonElement at = document.RootElement;
            foreach (string step in r[2..].Split('/'))
            {
                Assert.True(at.TryGetProperty(step, out at), r);
            }
        });
    }

    [Fact]
    public async Task Answers_are_what_the_document_says()
    {
        await using var host = await PipelineHost.StartAsync(o => { EndpointTests.WithSigner(o); o.MaxUploadSize = 1_000_000; });
        using JsonDocument document = await DocumentAsync(host);
        byte[] signed = await SignedVideo.GetAsync();
        foreach (string path in (string[])["/verify", "/inspect", "/report", "/sign"])
        {
            foreach (HttpResponseMessage response in (HttpResponseMessage[])
            [
                await host.PostAsync("/provenance" + path, signed), await host.PostAsync("/provenance" + path, SignedVideo.Plain), await host.PostAsync("/provenance" + path, [1, 2, 3]),
                await host.PostAsync("/provenance" + path, signed, "text/plain"), await host.PostAsync("/provenance" + path, new byte[1_000_001]), await host.PostAsync("/provenance" + path, [], "multipart/form-data; boundary=b".Split(';')[0]),
            ])
            {
                JsonElement described = document.RootElement.GetProperty("paths").GetProperty(path).GetProperty("post").GetProperty("responses");
                string status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
                Assert.True(described.TryGetProperty(status, out JsonElement answer), $"{path} answers {status}");
                Assert.Contains(response.Content.Headers.ContentType!.MediaType, answer.GetProperty("content").EnumerateObject().Select(c => c.Name));
                if (path == "/verify" && status == "200")
                {
                    using JsonDocument report = await EndpointTests.JsonAsync(response);
                    JsonElement schema = document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty("Report");
                    Assert.All(schema.GetProperty("required").EnumerateArray(), r => Assert.True(report.RootElement.TryGetProperty(r.GetString()!, out _), r.GetString()));
                    Assert.All(report.RootElement.EnumerateObject(), m => Assert.True(schema.GetProperty("properties").TryGetProperty(m.Name, out _), m.Name));
                }
            }
        }
    }

    [Fact]
    public async Task An_application_with_a_generator_describes_the_endpoints_too()
    {
        string errors = string.Empty;
        await using var host = await PipelineHost.StartAsync(
            map: a =>
            {
                a.Use(async (context, next) =>
                {
                    try
                    {
                        await next();
                    }
                    catch (Exception e)
                    {
                        errors = e.ToString();
                        throw;
                    }
                });
                a.MapOpenApi();
            },
            services: s => s.AddOpenApi());
        HttpResponseMessage response = await host.Client.GetAsync("/openapi/v1.json", TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text + errors);
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement verify = document.RootElement.GetProperty("paths").GetProperty("/provenance/verify").GetProperty("post");
        Assert.Equal("Verifies the content credentials of a video", verify.GetProperty("summary").GetString());
        Assert.Contains("video/mp4", verify.GetProperty("requestBody").GetProperty("content").EnumerateObject().Select(c => c.Name));
        Assert.Superset(new HashSet<string> { "200", "413", "415", "429" }, verify.GetProperty("responses").EnumerateObject().Select(r => r.Name).ToHashSet(StringComparer.Ordinal));
    }

    private static async Task<JsonDocument> DocumentAsync(PipelineHost host) =>
        JsonDocument.Parse(await host.Client.GetStringAsync("/provenance/openapi.json", TestContext.Current.CancellationToken));

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p.Name == "$ref" ? [p.Value.GetString()!] : References(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
