using Provenance.Cbor;
using Provenance.Cryptography;
using Provenance.Testing;

namespace Provenance.Tests.Cryptography;

public sealed class CoseSign1Tests
{
    private static readonly TestCredential Credential = TestPki.Default.Signer();
    private static readonly TestCredential Other = TestPki.Stranger.Signer();

    private static CborValue Chain(TestCredential credential) => CborValue.Array(credential.Chain.Select(c => CborValue.Bytes(c.RawData)));

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        byte[] ocsp = [1, 2, 3];
        var time = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        byte[] header = CoseSign1Builder.ProtectedHeader(SigningAlgorithm.ES384, Credential.Chain, time);
        byte[] encoded = CoseSign1Builder.Write(header, new byte[64], default, [ocsp]);
        var message = Parse(encoded);
        Assert.True(message is { IsTagged: true, IsDetached: true, CriticalProblem: null, HasNonZeroPadding: false });
        Assert.Equal(SigningAlgorithm.ES384, message.Algorithm);
        Assert.Equal(time, message.ClaimedTime);
        Assert.Equal(ocsp, message.OcspResponses.Single().ToArray());
        Assert.Empty(message.UnknownUnprotectedHeaders);
        Assert.True(message.TryReadCertificates(ParserLimits.Default, out var certificates, out _));
        Assert.Equal(Credential.Chain.Select(c => c.RawData), certificates.Select(c => c.Der.ToArray()));
    }

    [Fact]
    [Clause("10.3.2.5.3-c", "10.3.2.5.3-d", "13.2.3-a")]
    public void Countersignatures_are_built_as_the_standard_says()
    {
        byte[] header = [0xA0], signature = [1, 2, 3], claim = [4, 5];

        // 84: an array of four; 70: text of 16; the protected header; an empty byte string; the payload, which in version 2 is the signature as a byte string.
        byte[] beginning = [0x84, 0x70, .. "CounterSignature"u8, 0x41, 0xA0, 0x40];
        Assert.Equal([.. beginning, 0x42, 4, 5], CoseStructures.CounterSignature(header, claim));
        Assert.Equal([.. beginning, 0x44, 0x43, 1, 2, 3], CoseStructures.TimestampV2(header, signature));
        Assert.Equal([0x84, 0x6A, .. "Signature1"u8, 0x41, 0xA0, 0x40, 0x42, 4, 5], CoseStructures.Signature1(header, claim));
    }

    [Fact]
    public void ASingleCertificateIsABareByteString()
    {
        var header = CborValue.TryParse(CoseSign1Builder.ProtectedHeader(SigningAlgorithm.ES256, [Credential.Certificate]), ParserLimits.Default, out var map, out _) ? map : null;
        Assert.Equal(CborKind.ByteString, header![33]!.Kind);
    }

    [Fact]
    [Clause("10.4.1-c")]
    public void EverySizeFromTheLeastOnIsFilledExactly()
    {
        byte[] header = CoseSign1Builder.ProtectedHeader(SigningAlgorithm.ES256, [Credential.Certificate]);
        int least = CoseSign1Builder.Write(header, new byte[64], default, []).Length;
        Assert.True(CoseSign1Builder.TryWritePadded(header, new byte[64], default, [], least, out _, out _));
        for (int extra = 1; extra < 5; extra++)
        {
            Assert.False(CoseSign1Builder.TryWritePadded(header, new byte[64], default, [], least + extra, out _, out int needed));
            Assert.Equal(least + 5, needed);
        }

        foreach (int extra in Enumerable.Range(5, 600).Concat(Enumerable.Range(65_520, 60)))
        {
            Assert.True(CoseSign1Builder.TryWritePadded(header, new byte[64], default, [], least + extra, out byte[]? message, out _));
            Assert.Equal(least + extra, message.Length);
            Assert.False(Parse(message).HasNonZeroPadding);
        }
    }

    [Fact]
    public void PaddingThatIsNotZeroIsSeen() =>
        Assert.True(Message([(CborValue.Integer(33), Chain(Credential))], [(CborValue.Text("pad"), CborValue.Bytes(new byte[] { 0, 7 }))]).HasNonZeroPadding);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [Clause("14.5-f", "14.5-h")]
    public void EitherLabelInEitherBucketIsRead(bool number, bool inUnprotected)
    {
        (CborValue, CborValue) entry = (number ? CborValue.Integer(33) : CborValue.Text("x5chain"), Chain(Credential));
        var message = inUnprotected ? Message([], [entry]) : Message([entry], []);
        Assert.Equal(Credential.Certificate.RawData, Leaf(message));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Clause("14.5-g")]
    public void WithBothLabelsTheNumberCounts(bool numberUnprotected)
    {
        (CborValue, CborValue) number = (CborValue.Integer(33), Chain(Credential));
        (CborValue, CborValue) text = (CborValue.Text("x5chain"), Chain(Other));
        var message = numberUnprotected ? Message([text], [number]) : Message([number, text], []);
        Assert.Equal(Credential.Certificate.RawData, Leaf(message));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Clause("14.2-d", "14.5-i")]
    public void TheSameLabelInBothBucketsIsRefused(bool number)
    {
        var label = number ? CborValue.Integer(33) : CborValue.Text("x5chain");
        var message = Message([(label, Chain(Credential))], [(label, Chain(Credential))]);
        Assert.False(message.TryReadCertificates(ParserLimits.Default, out _, out var problem));
        Assert.Contains("several credentials", problem.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void AChainThatIsNoneIsRefused()
    {
        CborValue[] bad =
        [
            CborValue.Array(), CborValue.Text("x"), CborValue.Integer(1), CborValue.Bytes(default), CborValue.Array(CborValue.Text("x")),
            CborValue.Bytes(new byte[100]), CborValue.Bytes((byte[])[.. Credential.Certificate.RawData, 0]),
            CborValue.Array(Enumerable.Repeat(CborValue.Bytes(Credential.Certificate.RawData), 17)),
        ];
        foreach (var chain in bad)
        {
            Assert.False(Message([(CborValue.Integer(33), chain)], []).TryReadCertificates(ParserLimits.Default, out _, out var problem));
            Assert.NotEmpty(problem.Sentence);
        }

        Assert.False(Message([], []).TryReadCertificates(ParserLimits.Default, out _, out _));
    }

    [Fact]
    public void ALabelThatOccursTwiceInALongerEncodingIsRefused()
    {
        // {1: -7, 1 (in two bytes): -35}
        byte[] header = [0xA2, 0x01, 0x26, 0x18, 0x01, 0x38, 0x22];
        Assert.False(CoseSign1.TryParse(Encode(header, []), ParserLimits.Default, out _, out var fault));
        Assert.NotEmpty(fault.Sentence);
    }

    [Fact]
    public void CritIsRefusedUnlessEverythingInItIsUnderstoodAndThere()
    {
        CborValue crit = CborValue.Integer(2);
        Assert.Null(Message([(crit, CborValue.Array(CborValue.Integer(33))), (CborValue.Integer(33), Chain(Credential))], []).CriticalProblem);
        Assert.NotNull(Message([(crit, CborValue.Array(CborValue.Integer(33)))], []).CriticalProblem);
        Assert.NotNull(Message([(crit, CborValue.Array(CborValue.Text("later"))), (CborValue.Text("later"), CborValue.Integer(1))], []).CriticalProblem);
        Assert.NotNull(Message([(crit, CborValue.Array())], []).CriticalProblem);
        Assert.NotNull(Message([(crit, CborValue.Null)], []).CriticalProblem);
        Assert.NotNull(Message([], [(crit, CborValue.Array(CborValue.Integer(33)))]).CriticalProblem);
    }

    [Theory]
    [InlineData("80")] // empty array
    [InlineData("D28340A0F6")] // three items
    [InlineData("D284A0A0F640")] // protected header not a byte string
    [InlineData("D28441A1A0F640")] // protected header cut short
    [InlineData("D2844180A0F640")] // protected header an array
    [InlineData("D2844080F640")] // unprotected header an array
    [InlineData("D28440A06161" + "40")] // payload text
    [InlineData("D28440A0F6F6")] // signature null
    [InlineData("D28440A0F64000")] // trailing byte
    [InlineData("D2D28440A0F640")] // tag in tag
    [InlineData("")]
    public void WhatIsNotASign1IsRefused(string hex) => Assert.False(CoseSign1.TryParse(Convert.FromHexString(hex), ParserLimits.Default, out _, out _));

    [Fact]
    [Clause("13.2.3-h")]
    public void AnEmptyPayloadIsNotADetachedOne()
    {
        Assert.True(CoseSign1.TryParse(Convert.FromHexString("D28440A04040"), ParserLimits.Default, out var message, out _));
        Assert.False(message.IsDetached);
    }

    [Fact]
    [Clause("13.2.4-a")]
    public void ClaimedTimeIsReadUnderEveryLabelInUseAndOnlyIfProtected()
    {
        var value = CborValue.Integer(1_800_000_000);
        var expected = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        Assert.Equal(expected, Message([(CborValue.Integer(6), value)], []).ClaimedTime);
        Assert.Equal(expected, Message([(CborValue.Text("iat"), value)], []).ClaimedTime);
        Assert.Equal(expected, Message([(CborValue.Integer(15), CborValue.Map([KeyValuePair.Create(CborValue.Integer(6), value)]))], []).ClaimedTime);
        Assert.Null(Message([], [(CborValue.Integer(6), value)]).ClaimedTime);
        Assert.Null(Message([(CborValue.Integer(6), CborValue.Integer(long.MaxValue))], []).ClaimedTime);
    }

    private static byte[] Leaf(CoseSign1 message)
    {
        Assert.True(message.TryReadCertificates(ParserLimits.Default, out var certificates, out var problem), problem?.Sentence);
        return certificates![0].Der.ToArray();
    }

    private static CoseSign1 Message((CborValue Key, CborValue Value)[] inProtected, (CborValue Key, CborValue Value)[] inUnprotected) =>
        Parse(Encode(CborValue.Map(inProtected.Select(e => KeyValuePair.Create(e.Key, e.Value))).Encoded, inUnprotected));

    private static ReadOnlyMemory<byte> Encode(ReadOnlyMemory<byte> header, (CborValue Key, CborValue Value)[] inUnprotected) => CborValue.Tag(
        18,
        CborValue.Array(CborValue.Bytes(header), CborValue.Map(inUnprotected.Select(e => KeyValuePair.Create(e.Key, e.Value))), CborValue.Null, CborValue.Bytes(new byte[64]))).Encoded;

    private static CoseSign1 Parse(ReadOnlyMemory<byte> encoded)
    {
        Assert.True(CoseSign1.TryParse(encoded, ParserLimits.Default, out var message, out var fault), fault?.Sentence);
        return message!;
    }
}
