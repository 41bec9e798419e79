using System.Text;
using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>The address of a manifest in XMP, wherever that stands: read, written, and never left behind when it is not that of the file.</summary>
[Clause("11.5")]
public sealed class XmpTests : IDisposable
{
    private const string Old = "https://old.example/1";

    private static readonly Uri Address = new("https://manifests.example/fox.c2pa");
    private static readonly SigningOptions Again = Signing.Options with { IfSigned = IfSigned.Replace };
    private static readonly Mp4Track Track = Mp4Track.Of(1, 20, 300);

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Places => ["root", "user data", "moov", "item", "item in idat"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Places))]
    public async Task An_address_is_read_and_written_where_the_xmp_stands(string place)
    {
        byte[] file = Build(place, Packet(Old, " dc:format=\"video/mp4\"", 500));
        Assert.Equal(Old, (await OpenAsync(file)).RemoteManifestUrl);
        Assert.Equal(SigningFault.AlreadySigned, (await Assert.ThrowsAsync<SigningException>(() => Signing.SignAsync(file))).Fault);

        byte[] without = await Signing.SignAsync(file, Again);
        Assert.Null((await OpenAsync(without)).RemoteManifestUrl);
        Assert.Contains("dc:format", Encoding.UTF8.GetString(without), StringComparison.Ordinal);

        var output = new MemoryStream();
        await Mp4.SignAsync(AssetSource.FromMemory(file), output, Signing.Definition, Signing.Signer(), Again, new() { RemoteManifest = Address });
        Assert.Equal(Address.AbsoluteUri, (await OpenAsync(output.ToArray())).RemoteManifestUrl);
        Assert.Single((await OpenAsync(output.ToArray())).Boxes.Xmp);
        foreach (byte[] signed in new[] { without, output.ToArray() })
        {
            Assert.DoesNotContain("old.example", Encoding.UTF8.GetString(signed), StringComparison.Ordinal);
            Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(signed)).State);
            Assert.Equal(Media(file), Media(signed));
        }

        Assert.True(await Mp4.StripAsync(_folder.Write("in.mp4", output.ToArray()), _folder["bare.mp4"]));
        Assert.Null((await OpenAsync(await File.ReadAllBytesAsync(_folder["bare.mp4"]))).RemoteManifestUrl);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task In_place_an_old_address_goes_and_a_new_one_takes_its_room(string place)
    {
        foreach (string more in (string[])["", " dc:format=\"video/mp4\""])
        {
            byte[] file = Build(place, Packet(Old, more, 500), room: 20_000);
            foreach (var address in new[] { null, Address })
            {
                string path = _folder.Write("clip.mp4", file);
                await Mp4.SignInPlaceAsync(path, Signing.Definition, Signing.Signer(), Again, new() { RemoteManifest = address });
                byte[] signed = await File.ReadAllBytesAsync(path);
                Assert.Equal(file.Length, signed.Length);
                Assert.Equal(address?.AbsoluteUri, (await OpenAsync(signed)).RemoteManifestUrl);
                Assert.DoesNotContain("old.example", Encoding.UTF8.GetString(signed), StringComparison.Ordinal);
                Assert.Equal(more.Length > 0, signed.AsSpan().IndexOf("dc:format"u8) > 0);
                Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(signed)).State);
                Assert.Equal(Media(file), Media(signed));

                // The address that is there may stay when the binding that covers it stays.
                await Mp4.SignInPlaceAsync(path, Signing.Definition, Signing.Signer(), Again, new() { RemoteManifest = address, VerifyMedia = false });
                Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(await File.ReadAllBytesAsync(path))).State);
                var kept = await Assert.ThrowsAsync<SigningException>(() => Mp4.SignInPlaceAsync(
                    path, Signing.Definition, Signing.Signer(), Again, new() { RemoteManifest = new("https://third.example/"), VerifyMedia = false }));
                Assert.Matches("hard binding that is kept covers it|no room", kept.Message);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Without_room_for_it_an_address_is_refused_in_place_and_nothing_is_written(string place)
    {
        byte[] file = Build(place, Packet(null, string.Empty, 0), room: 20_000);
        string path = _folder.Write("clip.mp4", file);
        var refused = await Assert.ThrowsAsync<SigningException>(() => Mp4.SignInPlaceAsync(path, Signing.Definition, Signing.Signer(), Signing.Options, new() { RemoteManifest = Address }));
        Assert.Contains("no room", refused.Message, StringComparison.Ordinal);
        Assert.Equal(file, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task An_item_that_names_nothing_is_left_alone_and_the_root_names_the_manifest()
    {
        byte[] packet = Packet(null, " dc:format=\"video/mp4\"", 500);
        var output = new MemoryStream();
        await Mp4.SignAsync(AssetSource.FromMemory(Build("item", packet)), output, Signing.Definition, Signing.Signer(), Signing.Options, new() { RemoteManifest = Address });
        byte[] signed = output.ToArray();
        Assert.Equal(Address.AbsoluteUri, (await OpenAsync(signed)).RemoteManifestUrl);
        Assert.True(signed.AsSpan().IndexOf(packet) > 0);
        Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(signed)).State);
    }

    [Fact]
    public async Task An_item_that_begins_as_in_a_JPEG_is_read()
    {
        byte[] file = Build("item", [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Packet(Old, string.Empty, 500)]);
        Assert.Equal(Old, (await OpenAsync(file)).RemoteManifestUrl);
        var output = new MemoryStream();
        await Mp4.SignAsync(AssetSource.FromMemory(file), output, Signing.Definition, Signing.Signer(), Again, new() { RemoteManifest = Address });
        Assert.Equal(Address.AbsoluteUri, (await OpenAsync(output.ToArray())).RemoteManifestUrl);
        Assert.DoesNotContain("old.example", Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_stays_as_it_is_and_names_another_manifest_is_not_signed_beside_it_in_silence()
    {
        byte[] file = Build("user data", Packet(Old, string.Empty, 0));
        var refused = await Assert.ThrowsAsync<SigningException>(() => Mp4.SignDetachedAsync(_folder.Write("in.mp4", file), _folder["in.c2pa"], Signing.Definition, Signing.Signer(), Again));
        Assert.Contains("names some", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Items_that_lie_about_their_place_name_nothing()
    {
        byte[] packet = Packet(Old, string.Empty, 0);
        byte[] file = Build("item", packet);
        int entry = file.AsSpan().IndexOf("infe"u8);
        int place = file.AsSpan().IndexOf("iloc"u8);
        foreach (var (at, value) in new[] { (entry + 3, (byte)'x'), (entry - 1, (byte)3), (entry + 8, (byte)9), (place + 18, (byte)0x7F), (place + 22, (byte)0x7F) })
        {
            byte[] changed = [.. file];
            changed[at] = value;
            Assert.Null((await OpenAsync(changed)).RemoteManifestUrl);
        }
    }

    // What is played and shown; the XMP itself is an item too.
    private static Dictionary<string, string> Media(byte[] file) => MediaProbe.Follow(file).Where(p => !p.Key.StartsWith("meta item 7", StringComparison.Ordinal)).ToDictionary();

    private static byte[] Packet(string? url, string more, int padding) => Encoding.UTF8.GetBytes(
        "<?xpacket begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
        + $"<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"{more}{(url is null ? string.Empty : $" xmlns:dcterms=\"http://purl.org/dc/terms/\" dcterms:provenance=\"{url}\"")}/>"
        + $"</rdf:RDF></x:xmpmeta>{new string(' ', padding)}<?xpacket end=\"w\"?>");

    private static byte[] Build(string place, byte[] packet, int room = 0)
    {
        var builder = new Mp4Builder().Ftyp();
        builder = room > 0 ? builder.Free(room) : builder;
        byte[] uuid = Bytes.Box("uuid", Mp4Builder.XmpType.ToByteArray(bigEndian: true), packet);
        return place switch
        {
            "root" => builder.Raw(uuid).Movie(Track).Media(Track).Build(),
            "user data" => Inside(builder, Bytes.Box("udta", Bytes.Box("abcd", new byte[9]), Bytes.Box("XMP_", packet), Bytes.Box("efgh", new byte[5]))),
            "moov" => Inside(builder, uuid),
            "item" => Item(builder, packet, inFile: true),
            _ => Item(builder, packet, inFile: false),
        };
    }

    // The boxes are put in before the tracks, and the chunk offsets follow: moov behind the media does not move it.
    private static byte[] Inside(Mp4Builder builder, byte[] box)
    {
        byte[] file = builder.Media(Track).Movie(Track).Build();
        int moov = file.AsSpan().IndexOf("moov"u8) - 4;
        int trak = file.AsSpan().IndexOf("trak"u8) - 4;
        byte[] result = [.. file[..trak], .. box, .. file[trak..]];
        Bytes.UInt32((uint)(result.Length - moov)).CopyTo(result, moov);
        return result;
    }

    private static byte[] Item(Mp4Builder builder, byte[] packet, bool inFile)
    {
        byte[] picture = Bytes.Pattern(400, 5);
        byte[] hdlr = Bytes.FullBox("hdlr", 0, 0, new byte[4], Bytes.Code("pict"), new byte[13]);
        byte[] infos = Bytes.FullBox("iinf", 0, 0, Bytes.UInt16(1), Bytes.FullBox("infe", 2, 1, Bytes.UInt16(7), Bytes.UInt16(0), Bytes.Code("mime"), "XMP\0application/rdf+xml\0"u8.ToArray()));
        byte[] Meta(long at) => Bytes.Concat(
            new byte[4],
            hdlr,
            infos,
            Bytes.FullBox("iloc", 1, 0, [0x44, 0], Bytes.UInt16(1), Bytes.UInt16(7), Bytes.UInt16(inFile ? 0 : 1), Bytes.UInt16(0), Bytes.UInt16(1), Bytes.UInt32((uint)at), Bytes.UInt32((uint)packet.Length)),
            inFile ? [] : Bytes.Box("idat", new byte[3], packet));
        byte[] Lay(long at) => Bytes.Concat(builder.Build(), Bytes.Box("meta", Meta(at)), Bytes.Box("mdat", picture, inFile ? packet : []));
        int start = builder.Build().Length + Meta(0).Length + 8 + 8 + picture.Length;
        return Lay(inFile ? start : 3);
    }

    private static async Task<Mp4Asset> OpenAsync(byte[] file) => await Mp4Asset.OpenAsync(AssetSource.FromMemory(file), ParserLimits.Default, default);
}
