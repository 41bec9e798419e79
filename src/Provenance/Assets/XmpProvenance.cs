using System.Xml;

namespace Provenance;

/// <summary>The remote manifest an asset names in its XMP metadata (§11.4): <c>dcterms:provenance</c>.</summary>
internal static class XmpProvenance
{
    private const string DublinCoreTerms = "http://purl.org/dc/terms/";

    // XMP of real files is kilobytes; a megabyte of it is no metadata any more.
    private const int MaxSize = 1 << 20;
    private const int MaxUrlLength = 2048;

    /// <summary>The URL, or null when there is none. XMP that is not well-formed names none.</summary>
    /// <param name="xmp">The packet.</param>
    public static string? Find(ReadOnlyMemory<byte> xmp)
    {
        if (xmp.Length > MaxSize)
        {
            return null;
        }

        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MaxSize,
            IgnoreComments = true,
        };
        try
        {
            // Writers pad the packet with zeros or white space, which XML does not allow at its end.
            using var stream = new MemoryStream(xmp.TrimEnd((byte)0).ToArray(), writable: false);
            using var reader = XmlReader.Create(stream, settings);
            while (reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element)
                {
                    continue;
                }

                string? url = reader.GetAttribute("provenance", DublinCoreTerms);
                if (url is null && reader.LocalName == "provenance" && reader.NamespaceURI == DublinCoreTerms)
                {
                    url = reader.GetAttribute("resource", "http://www.w3.org/1999/02/22-rdf-syntax-ns#") ?? reader.ReadString();
                }

                if (!string.IsNullOrWhiteSpace(url) && url.Length <= MaxUrlLength)
                {
                    return url.Trim();
                }
            }
        }
        catch (XmlException)
        {
            // Metadata that cannot be read names nothing.
        }

        return null;
    }
}
