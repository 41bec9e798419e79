using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Provenance.Bmff;

/// <summary>An XMP packet in which <c>dcterms:provenance</c> is set or taken out (§11.5); everything else in it stays.</summary>
internal static class XmpPacket
{
    private static readonly XNamespace Terms = "http://purl.org/dc/terms/";
    private static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly XName Provenance = Terms + "provenance";

    private const string Empty =
        """<?xpacket begin="{0}" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>""";

    /// <summary>A packet that holds nothing but the reference.</summary>
    /// <param name="url">Where the manifest is.</param>
    public static XmpDraft New(string url) => Load(Encoding.UTF8.GetBytes(string.Format(CultureInfo.InvariantCulture, Empty, "\uFEFF")))!.With(url);

    /// <summary>Reads a packet; null when it is not well-formed.</summary>
    public static XmpDraft? Load(ReadOnlyMemory<byte> packet)
    {
        const int MaxSize = 1 << 20;
        if (packet.Length > MaxSize)
        {
            return null;
        }

        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxSize };
        try
        {
            using var stream = new MemoryStream(packet.TrimEnd((byte)0).ToArray(), writable: false);
            using var reader = XmlReader.Create(stream, settings);
            return new XmpDraft(XDocument.Load(reader, LoadOptions.PreserveWhitespace));
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>A packet that is being changed.</summary>
    internal sealed class XmpDraft(XDocument document)
    {
        /// <summary>Whether nothing is in it that says anything.</summary>
        public bool IsEmpty => document.Root!.Descendants().Where(e => e.Name != Rdf + "RDF")
            .All(e => e.Name == Rdf + "Description" && e.Attributes().All(a => a.IsNamespaceDeclaration || a.Name == Rdf + "about"));

        /// <summary>Names a manifest, in place of any that was named.</summary>
        /// <param name="url">Where it is.</param>
        public XmpDraft With(string url)
        {
            Without();
            var rdf = document.Root!.DescendantsAndSelf(Rdf + "RDF").FirstOrDefault();
            if (rdf is null)
            {
                document.Root!.Add(rdf = new XElement(Rdf + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", Rdf.NamespaceName)));
            }

            var description = rdf.Element(Rdf + "Description");
            if (description is null)
            {
                rdf.Add(description = new XElement(Rdf + "Description", new XAttribute(Rdf + "about", string.Empty)));
            }

            if (description.GetPrefixOfNamespace(Terms) is null)
            {
                description.SetAttributeValue(XNamespace.Xmlns + "dcterms", Terms.NamespaceName);
            }

            description.SetAttributeValue(Provenance, url);
            return this;
        }

        /// <summary>Names no manifest.</summary>
        public XmpDraft Without()
        {
            foreach (var element in document.Root!.DescendantsAndSelf().ToList())
            {
                element.Attribute(Provenance)?.Remove();
                if (element.Name == Provenance && element.Parent is not null)
                {
                    element.Remove();
                }
            }

            return this;
        }

        /// <summary>The bytes, with white space before the end of the packet.</summary>
        /// <param name="size">From the length without white space, the length with it.</param>
        public byte[] ToBytes(Func<int, int> size)
        {
            // White space outside of the root element is padding: it makes room for what was added.
            document.Nodes().OfType<XText>().Remove();
            var text = new StringBuilder();
            using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.Entitize, ConformanceLevel = ConformanceLevel.Document }))
            {
                document.Save(writer);
            }

            string xml = text.ToString();
            int length = Encoding.UTF8.GetByteCount(xml);
            int padding = size(length) - length;
            int end = xml.LastIndexOf("<?xpacket end", StringComparison.Ordinal);
            return Encoding.UTF8.GetBytes(xml.Insert(end < 0 ? xml.Length : end, new string(' ', padding)));
        }
    }
}
