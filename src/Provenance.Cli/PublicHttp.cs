using System.Net;
using System.Net.Sockets;

namespace Provenance.Cli;

/// <summary>
/// A client for addresses that a file names. It reaches public addresses only: a file must not make its reader ask the machines of the reader's own
/// network, or the metadata service of a cloud, in its place. What counts is the address that is connected to, whatever name or redirection led there.
/// </summary>
internal static class PublicHttp
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            // IANA's registries of special-purpose addresses: what is not globally reachable, and what carries an IPv4 address inside.
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(n => IPNetwork.Parse(n)),
    ];

    /// <summary>Makes the client. It asks no proxy: behind one nobody could say which address is reached.</summary>
    public static HttpClient Create() => new(new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false, UseCookies = false, MaxAutomaticRedirections = 3 }, disposeHandler: true)
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>Whether the address is one of the public internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Array.Exists(NotPublic, n => n.Contains(plain));
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        string host = context.DnsEndPoint.Host;
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        var allowed = Array.FindAll(addresses, IsPublic);
        if (allowed.Length == 0)
        {
            throw new HttpRequestException($"{host} is not a public address");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
