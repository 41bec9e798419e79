using Microsoft.AspNetCore.Http;

namespace Provenance.Endpoints;

/// <summary>Tells requests that another site made a browser send. It could not read the answers, but it has no business here.</summary>
internal static class SameOrigin
{
    // Browsers say where a request comes from in Sec-Fetch-Site, which no page can set; older ones in Origin. Programs say neither.

    /// <summary>Whether a page of another site sent it.</summary>
    public static bool IsFromElsewhere(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site
            ? site is not ("same-origin" or "none")
            : request.Headers.Origin.ToString() is { Length: > 0 } origin && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    /// <summary>Answers it.</summary>
    public static Task RefuseAsync(HttpContext context) => Problem.WriteAsync(context, StatusCodes.Status403Forbidden, "Videos are taken only from here, not from pages of other sites.");
}
