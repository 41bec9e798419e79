using System.Text;
using Provenance.Testing;

namespace Provenance.Tests.Signing;

/// <summary>A time-stamp authority over real sockets that misbehaves in every way: required fails signing, preferred warns, and the next in the list stands in.</summary>
public sealed class LoopbackTimestampTests
{
    private const string Reply = "application/timestamp-reply";

    /// <summary>What the server does with the question, and a word of the reason that must be told. Null: it is a good answer after all.</summary>
    private static readonly Dictionary<string, (Func<LoopbackRequest, Stream, CancellationToken, Task> Answer, string? Reason)> Behaviours = new(StringComparer.Ordinal)
    {
        ["good"] = (Good, null),
        ["HTML with status 200"] = ((_, s, _) => LoopbackServer.WriteAsync(s, "200 OK", "text/html", "<h1>Sign in to the hotel</h1>"u8.ToArray()), "text/html"),
        ["HTML that claims to be a time-stamp"] = ((_, s, _) => LoopbackServer.WriteAsync(s, "200 OK", Reply, "<h1>Sign in</h1>"u8.ToArray()), "cannot be read"),
        ["status 500"] = ((_, s, _) => LoopbackServer.WriteAsync(s, "500 Internal Server Error", "text/plain", []), "500"),
        ["status 429"] = ((_, s, _) => LoopbackServer.WriteAsync(s, "429 Too Many Requests", "text/plain", [], "Retry-After: 86400\r\n"), "429"),
        ["no body"] = ((_, s, _) => LoopbackServer.WriteAsync(s, "200 OK", Reply, []), "cannot be read"),
        ["a huge body, as declared"] = ((_, s, token) => DeclareAsync(s, 1L << 40, token), "(limit MaxRemoteSize: "),
        ["a huge body that does not say so"] = (EndlessAsync, "(limit MaxRemoteSize: "),
        ["another nonce"] = (Flawed(TimestampFlaw.OtherNonce), "nonce"),
        ["another imprint"] = (Flawed(TimestampFlaw.OtherImprint), "not of this"),
        ["rejected"] = (Flawed(TimestampFlaw.Rejected), "refused"),
        ["granted without a token"] = (Flawed(TimestampFlaw.GrantedWithoutToken), "no time-stamp token"),
        ["a broken signature"] = (Flawed(TimestampFlaw.BrokenSignature), "not correct"),
        ["no certificates"] = (Flawed(TimestampFlaw.NoCertificates), "not in the token"),
        ["an authority that is not trusted"] = ((q, s, _) => ReplyAsync(s, new TestTimestampAuthority(TestPki.Stranger.Tsa(), TestPki.Now), q), "not trusted"),
        ["another policy"] = (Good, "policy"),
        ["the connection closed at once"] = ((_, _, _) => Task.CompletedTask, "could not be asked"),
        ["half an answer"] = (HalfAsync, "could not be asked"),
        ["not HTTP"] = ((_, s, _) => s.WriteAsync("SSH-2.0-OpenSSH_9.6\r\n"u8.ToArray()).AsTask(), "could not be asked"),
        ["redirected in a circle"] = ((_, s, _) => LoopbackServer.WriteAsync(s, "307 Temporary Redirect", "text/plain", [], "Location: /\r\n"), "307"),
        ["redirected to a page"] = ((q, s, _) => q.Body.Length > 0
            ? LoopbackServer.WriteAsync(s, "302 Found", "text/plain", [], "Location: /\r\n")
            : LoopbackServer.WriteAsync(s, "200 OK", "text/html", "moved"u8.ToArray()), "text/html"),
    };

    public static TheoryData<string> Names => [.. Behaviours.Keys];

    /// <summary>What an authority does, and what is told about it, in the order of the table; null for an answer that is good.</summary>
    internal static IEnumerable<(string Name, string? Reason)> Rows =>
        Behaviours.Select(b => (b.Key, b.Value.Reason))
            .Append(("hangs, before its answer or in the middle of it", "did not answer within 10 seconds"))
            .Append(("hang, all of a list", "No time-stamp within 45 seconds"));

    [Theory]
    [MemberData(nameof(Names))]
    [Clause("10.3.2.5.4-g")]
    public async Task Required_fails_preferred_warns_and_another_authority_stands_in(string name)
    {
        var (answer, reason) = Behaviours[name];
        await using var server = new LoopbackServer(answer);
        await using var good = new LoopbackServer(Good);
        using var client = new HttpClient();
        HttpTimestampAuthority Ask(LoopbackServer s, string? policy = null) => new(s.Address, client)
        {
            TrustList = TestPki.Default.TimestampTrust,
            Limits = new ParserLimits { MaxRemoteSize = 100_000 },
            Policy = policy,
            Clock = new ManualClock(TestPki.Now),
        };
        var authority = Ask(server, name == "another policy" ? "1.2.3.4.99" : null);
        if (reason is null)
        {
            Assert.Equal(TestPki.Now, (await Sample.SignAsync(signer: Signer(authority))).TimestampTime);
            return;
        }

        var refused = await Sample.RefusedAsync(SigningFault.TimestampFailed, signer: Signer(authority));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.True(server.Requests >= 1);

        var preferred = Sample.Options() with { Timestamp = TimestampPolicy.Preferred };
        var signed = await Sample.SignAsync(signer: Signer(authority), options: preferred);
        Assert.Contains(reason, Assert.Single(signed.Warnings), StringComparison.Ordinal);
        Assert.Null(signed.TimestampTime);

        signed = await Sample.SignAsync(signer: Signer(new TimestampAuthorities(authority, Ask(good))));
        Assert.Equal(TestPki.Now, signed.TimestampTime);
        Assert.Empty(signed.Warnings);
        Assert.Equal(1, good.Requests);
    }

    [Theory]
    [InlineData("before the answer")]
    [InlineData("in the middle of it")]
    public async Task One_that_hangs_costs_the_time_of_a_try_and_no_more(string where)
    {
        using var asked = new SemaphoreSlim(0);
        await using var server = new LoopbackServer(async (_, stream, token) =>
        {
            if (where != "before the answer")
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {Reply}\r\nContent-Length: 5000\r\n\r\n0"), token);
            }

            asked.Release();
            await Task.Delay(System.Threading.Timeout.Infinite, token);
        });
        using var client = new HttpClient();
        var clock = new ManualClock(TestPki.Now);
        var authority = new HttpTimestampAuthority(server.Address, client) { Clock = clock };
        var signing = Sample.RefusedAsync(SigningFault.TimestampFailed, signer: Signer(authority));
        await asked.WaitAsync(TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.False(signing.IsCompleted);
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.Contains("did not answer within 10 seconds", (await signing).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_tries_together_take_no_longer_than_the_whole()
    {
        using var asked = new SemaphoreSlim(0);
        await using var server = new LoopbackServer(async (_, _, token) =>
        {
            asked.Release();
            await Task.Delay(System.Threading.Timeout.Infinite, token);
        });
        using var client = new HttpClient();
        var clock = new ManualClock(TestPki.Now);
        var authority = new TimestampAuthorities(new HttpTimestampAuthority(server.Address, client) { Clock = new ManualClock(TestPki.Now) }) { Clock = clock };
        var signing = Sample.RefusedAsync(SigningFault.TimestampFailed, signer: Signer(authority));
        await asked.WaitAsync(TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(45));
        Assert.Contains("No time-stamp within 45 seconds", (await signing).Message, StringComparison.Ordinal);
    }

    private static ClaimSigner Signer(TimestampAuthority authority) => TestPki.Default.Signer().CreateSigner(authority);

    private static Task Good(LoopbackRequest question, Stream connection, CancellationToken cancellationToken) => ReplyAsync(connection, TestTimestampAuthority.Default, question);

    private static Func<LoopbackRequest, Stream, CancellationToken, Task> Flawed(TimestampFlaw flaw) =>
        (question, connection, _) => ReplyAsync(connection, new TestTimestampAuthority(TestPki.Default.Tsa(), TestPki.Now) { Flaw = flaw }, question);

    private static Task ReplyAsync(Stream connection, TestTimestampAuthority authority, LoopbackRequest question) =>
        LoopbackServer.WriteAsync(connection, "200 OK", Reply, authority.Answer(question.Body));

    private static async Task DeclareAsync(Stream connection, long length, CancellationToken cancellationToken) =>
        await connection.WriteAsync(Encoding.ASCII.GetBytes(FormattableString.Invariant($"HTTP/1.1 200 OK\r\nContent-Type: {Reply}\r\nContent-Length: {length}\r\n\r\n")), cancellationToken);

    private static async Task EndlessAsync(LoopbackRequest question, Stream connection, CancellationToken cancellationToken)
    {
        await connection.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {Reply}\r\nConnection: close\r\n\r\n"), cancellationToken);
        while (true)
        {
            await connection.WriteAsync(new byte[10_000], cancellationToken);
        }
    }

    private static async Task HalfAsync(LoopbackRequest question, Stream connection, CancellationToken cancellationToken)
    {
        await DeclareAsync(connection, 5000, cancellationToken);
        await connection.WriteAsync(new byte[100], cancellationToken);
    }
}
