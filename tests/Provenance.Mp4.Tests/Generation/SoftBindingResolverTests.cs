using Provenance.Testing;
using Provenance.Tests.Bmff;
using static Provenance.Tests.Generation.GenerationSample;

namespace Provenance.Tests.Generation;

/// <summary>Credentials that were stripped come back from a repository by what is in the content (§18.10.5); asked over real HTTP on the loopback interface.</summary>
public sealed class SoftBindingResolverTests : IAsyncDisposable
{
    private const string Algorithm = "com.example.mark.1";

    private static readonly byte[] Value = [1, 2, 3, 4];

    private readonly TestManifestRepository _repository = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(2) };

    private SoftBindingResolver Resolver => new(_repository.Endpoint, _client) { Limits = new ParserLimits { MaxRemoteSize = 200_000 } };

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _repository.DisposeAsync();
    }

    [Fact]
    [Clause("18.10.5.1", "18.15.10-a", "18.15.10-b", "18.16.14-a", "18.16.14-b")]
    public async Task A_stripped_video_gets_its_credentials_back_and_becomes_an_ingredient_that_says_so()
    {
        var token = TestContext.Current.CancellationToken;
        var (store, label) = await PublishAsync();
        byte[] bare = Signing.Movie();

        var found = await Resolver.RecoverAsync(Algorithm, Value, token);
        Assert.Equal((label, 100, Algorithm), (found!.Match.ManifestId, found.Match.SimilarityScore, found.Algorithm));
        Assert.Equal(store, found.ManifestStore.ToArray());
        Assert.Equal([$"GET matches/byBinding?alg={Algorithm}&value=AQIDBA%3D%3D&maxResults=10", "GET manifests/" + Uri.EscapeDataString(label)], _repository.Requests.TakeLast(2));

        // What it says, and who says it, is known again; that the bytes are others is not hidden.
        var validator = new Validator(Mp4.Format) { Options = Signing.Validator.Options with { DetachedManifestStore = found.ManifestStore } };
        var said = await validator.InspectAsync(AssetSource.FromMemory(bare), token);
        Assert.Equal((ValidationState.Trusted, "Acme Corporation"), (said.State, said.Generation.Provider));
        Assert.Equal(ValidationState.Invalid, (await validator.ValidateAsync(AssetSource.FromMemory(bare), null, token)).State);

        var parent = await IngredientAsync(bare, Relationship.ParentOf, new() { Recovered = found });
        var (_, result) = await SignAsync(VideoEdit.Transcoded(new("Tool", "1"), parent));
        var written = result.ActiveManifest!.Manifest.AssertionBoxes.Select(b => AssertionReader.Read(b, ParserLimits.Default)).OfType<IngredientAssertion>().Single();
        Assert.True(written.SoftBindingsMatched);
        Assert.Equal([Algorithm], written.SoftBindingAlgorithmsMatched);
        Assert.Contains(ValidationResultsMap.FromCbor(written.ValidationResults)!.ActiveManifest!, s => s.Code == ValidationStatusCode.AssertionBmffHashMismatch);
        Assert.Equal((2, AiInvolvement.Wholly), (result.Manifests.Count, result.Generation.Involvement));
    }

    [Fact]
    public async Task Nothing_known_is_nothing_found()
    {
        Assert.Null(await Resolver.RecoverAsync(Algorithm, Value, TestContext.Current.CancellationToken));
        _repository.Answer = () => """{ "matches": null }""";
        Assert.Empty(await Resolver.FindAsync(Algorithm, Value, TestContext.Current.CancellationToken));
        _repository.Answer = () => """{ "matches": [{ "manifestId": "urn:c2pa:00000000-0000-4000-8000-000000000000" }] }""";
        Assert.Null(await Resolver.RecoverAsync(Algorithm, Value, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_long_value_is_posted()
    {
        byte[] value = new byte[5000];
        _repository.Add("urn:c2pa:1", [1], value);
        Assert.Equal("urn:c2pa:1", Assert.Single(await Resolver.FindAsync(Algorithm, value, TestContext.Current.CancellationToken)).ManifestId);
        Assert.Equal("POST matches/byBinding?maxResults=10", Assert.Single(_repository.Requests));
    }

    [Fact]
    [Clause("18.10.5.1")]
    public async Task A_manifest_of_something_else_is_not_taken()
    {
        var (store, label) = await PublishAsync();

        // Bound to a value that its own soft binding does not have; and under a name that is not its own.
        _repository.Add(label, store, [9]);
        _repository.Add("urn:c2pa:00000000-0000-4000-8000-000000000000", store, [8]);
        Assert.Null(await Resolver.RecoverAsync(Algorithm, new byte[] { 9 }, TestContext.Current.CancellationToken));
        Assert.Null(await Resolver.RecoverAsync(Algorithm, new byte[] { 8 }, TestContext.Current.CancellationToken));
        Assert.Null(await Resolver.RecoverAsync("com.example.other.1", Value, TestContext.Current.CancellationToken));

        // A fingerprint may be near.
        var near = new SoftBindingResolver(_repository.Endpoint, _client) { AreSame = (wanted, found) => wanted.Length < found.Length };
        Assert.NotNull(await near.RecoverAsync(Algorithm, new byte[] { 9 }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Answers_are_bounded_and_other_servers_are_never_asked()
    {
        var (_, label) = await PublishAsync();
        _repository.ManifestBytes = new byte[200_001];
        await FailsAsync("(limit MaxRemoteSize: 200000)");
        _repository.ManifestBytes = null;

        _repository.Answer = () => "{ \"matches\": [" + string.Join(',', Enumerable.Repeat($$"""{ "manifestId": "{{label}}", "endpoint": "http://127.0.0.1:9/v1" }""", 50)) + "] }";
        int before = _repository.Requests.Count;
        Assert.Null(await Resolver.RecoverAsync(Algorithm, Value, TestContext.Current.CancellationToken));
        Assert.Equal(before + 1, _repository.Requests.Count);
        Assert.Equal(10, (await Resolver.FindAsync(Algorithm, Value, TestContext.Current.CancellationToken)).Count);

        _repository.Answer = () => new string(' ', 300_000);
        await FailsAsync("(limit MaxRemoteSize: 200000)");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"matches\": 1}")]
    [InlineData("{\"matches\": [1]}")]
    [InlineData("{\"matches\": [{}]}")]
    [InlineData("<html>")]
    [InlineData("{\"matches\": [{\"manifestId\": \"\\uD800\"}]}")]
    [InlineData("{\"\\uD800matches\": []}")]
    public async Task An_answer_that_is_none_is_a_fault_of_the_repository(string answer)
    {
        _repository.Answer = () => answer;
        await FailsAsync("is not what the Soft Binding Resolution API says");
    }

    [Fact]
    public async Task A_repository_that_refuses_or_is_not_there_is_said_to()
    {
        _repository.Status = 403;
        await FailsAsync("HTTP status 403");
        await Assert.ThrowsAsync<HttpRequestException>(() => Resolver.StoreAsync(new byte[] { 1 }, TestContext.Current.CancellationToken));
        _repository.Status = null;
        await Assert.ThrowsAsync<HttpRequestException>(() => Resolver.BindAsync("urn:c2pa:unknown", Value, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ArgumentException>(() => Resolver.FindAsync("mark", Value, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => new SoftBindingResolver(new Uri("ftp://example.com"), _client));
    }

    // A generator signs with its watermark, and stores the manifest with what the watermark says.
    private async Task<(byte[] Store, string Label)> PublishAsync()
    {
        var token = TestContext.Current.CancellationToken;
        var (file, _) = await SignAsync(GeneratedVideo.FromText(Details with { SoftBinding = SoftBindingAssertion.OfWholeAsset(Algorithm, Value) }));
        byte[] store = (await Mp4.ExtractAsync(AssetSource.FromMemory(file), token))!.Value.ToArray();
        string label = await Resolver.StoreAsync(store, token);
        await Resolver.BindAsync(label, Value, token);
        return (store, label);
    }

    private async Task FailsAsync(string reason)
    {
        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => Resolver.RecoverAsync(Algorithm, Value, TestContext.Current.CancellationToken));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }
}
