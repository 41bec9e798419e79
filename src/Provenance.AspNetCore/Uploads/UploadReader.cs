using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Provenance.Uploads;

/// <summary>Reads the body of a request into temporary files, piece by piece: however large it is, no more than a buffer of it is in memory.</summary>
internal sealed class UploadReader(ProvenanceOptions options)
{
    // Boundaries, headers and the fields beside the files.
    private const int FormOverhead = 1 << 20;
    private const int MaxFiles = 16;
    private const int MaxFields = 256;
    private const int MaxFieldLength = 64 << 10;
    private const int MaxBoundaryLength = 100;
    private const int BufferSize = 64 << 10;

    // What a body may call itself; whether it is a video, its content says.
    private static readonly string[] MediaTypes = ["application/octet-stream", "application/mp4", "image/heic", "image/heif", "image/avif"];

    /// <summary>Reads it.</summary>
    /// <exception cref="UploadException">It cannot be taken.</exception>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public async Task<Upload> ReadAsync(HttpContext context)
    {
        var gone = context.RequestAborted;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(gone);
        timeout.CancelAfter(options.UploadTimeout);
        var upload = new Upload { IsForm = IsForm(context.Request) };
        try
        {
            AllowSize(context);
            await (upload.IsForm ? ReadFormAsync(context.Request, upload, timeout.Token) : ReadBodyAsync(context.Request, upload, timeout.Token)).ConfigureAwait(false);
            return upload;
        }
        catch (Exception e)
        {
            await upload.DisposeAsync().ConfigureAwait(false);
            if (e is UploadException)
            {
                throw;
            }

            gone.ThrowIfCancellationRequested();
            throw Describe(e) ?? e;
        }
    }

    private static bool IsForm(HttpRequest request) => MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    private static UploadException? Describe(Exception e) => e switch
    {
        OperationCanceledException => new UploadException(StatusCodes.Status408RequestTimeout, "slow", "The upload took too long.", e),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(e),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => new UploadException(StatusCodes.Status408RequestTimeout, "slow", "The upload came too slowly.", e),
        BadHttpRequestException or InvalidDataException or EndOfStreamException => new UploadException(StatusCodes.Status400BadRequest, "malformed", "The body is not complete or not what its type says.", e),

        ConnectionResetException => Gone(e),

        // MultipartReader reports a body that ends too early so. A full disk is a fault of ours and passes through.
        IOException when e.Message.StartsWith("Unexpected end of Stream", StringComparison.Ordinal) =>
            new UploadException(StatusCodes.Status400BadRequest, "malformed", "The form ends before its last boundary.", e),
        _ => null,
    };

    private static UploadException Gone(Exception e) => new(StatusCodes.Status499ClientClosedRequest, "gone", "The client is gone.", e);

    private static UploadException TooLarge(Exception? e = null) => new(StatusCodes.Status413PayloadTooLarge, "large", "The upload is larger than this server takes.", e);

    // The server's own limit (30 MB unless told otherwise) is for other requests.
    private void AllowSize(HttpContext context)
    {
        long most = options.MaxUploadSize > long.MaxValue - FormOverhead ? long.MaxValue : options.MaxUploadSize + FormOverhead;
        if (context.Request.ContentLength > most)
        {
            throw TooLarge();
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = most;
        }
    }

    private async Task ReadBodyAsync(HttpRequest request, Upload upload, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !IsVideo(type))
        {
            throw new UploadException(
                StatusCodes.Status415UnsupportedMediaType, "type", "Send the video as the body (video/mp4 or application/octet-stream), or as a file of a form (multipart/form-data).");
        }

        string? name = ContentDispositionHeaderValue.TryParse(request.Headers.ContentDisposition.ToString(), out var disposition) ? FileName(disposition) : null;
        await SpoolAsync(request.Body, upload, string.Empty, name, new HeaderDictionary { [HeaderNames.ContentType] = request.ContentType }, cancellationToken).ConfigureAwait(false);
    }

    private static bool IsVideo(MediaTypeHeaderValue type) =>
        type.Type.Equals("video", StringComparison.OrdinalIgnoreCase)
        || type.Type.Equals("audio", StringComparison.OrdinalIgnoreCase)
        || MediaTypes.Contains(type.MediaType.ToString(), StringComparer.OrdinalIgnoreCase);

    private async Task ReadFormAsync(HttpRequest request, Upload upload, CancellationToken cancellationToken)
    {
        string? boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType).Boundary).Value;
        if (boundary is not { Length: > 0 and <= MaxBoundaryLength })
        {
            throw new UploadException(StatusCodes.Status400BadRequest, "malformed", "The form has no usable boundary.");
        }

        var reader = new MultipartReader(boundary, request.Body, BufferSize) { HeadersCountLimit = 16, HeadersLengthLimit = 16 << 10 };
        while (await reader.ReadNextSectionAsync(cancellationToken).ConfigureAwait(false) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || HeaderUtilities.RemoveQuotes(disposition.Name).Value is not { } field)
            {
                throw new UploadException(StatusCodes.Status400BadRequest, "malformed", "A part of the form does not say which field it is.");
            }

            if (disposition.IsFileDisposition())
            {
                if (upload.Files.Count == MaxFiles)
                {
                    throw TooLarge();
                }

                await SpoolAsync(section.Body, upload, field, FileName(disposition), new HeaderDictionary(section.Headers ?? []), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await ReadFieldAsync(section, upload, field, cancellationToken).ConfigureAwait(false);
            }
        }

        // Browsers send an empty file where none was chosen.
        foreach (var empty in upload.Files.Where(f => f.Content.Length == 0 && string.IsNullOrEmpty(f.ClientName)).ToList())
        {
            upload.Files.Remove(empty);
            await empty.Content.DisposeAsync().ConfigureAwait(false);
        }

        if (upload.Files.Count == 0)
        {
            throw new UploadException(StatusCodes.Status400BadRequest, "empty", "The form holds no file.");
        }
    }

    private static async Task ReadFieldAsync(MultipartSection section, Upload upload, string field, CancellationToken cancellationToken)
    {
        if (upload.Fields.Count == MaxFields)
        {
            throw TooLarge();
        }

        using var value = new MemoryStream();
        await CopyAsync(section.Body, value, MaxFieldLength, cancellationToken).ConfigureAwait(false);
        string text = System.Text.Encoding.UTF8.GetString(value.GetBuffer(), 0, (int)value.Length);
        upload.Fields[field] = upload.Fields.TryGetValue(field, out var before) ? StringValues.Concat(before, text) : text;
    }

    private async Task SpoolAsync(Stream body, Upload upload, string field, string? name, IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        var file = new UploadedFile(TemporaryStream.Create(options.TemporaryFolder), field, name, headers);
        upload.Files.Add(file);
        await CopyAsync(body, file.Content, options.MaxUploadSize - (upload.Length - file.Content.Length), cancellationToken).ConfigureAwait(false);
        await file.Content.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task CopyAsync(Stream from, Stream to, long most, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long length = 0;
            int read;
            while ((read = await ReadAsync(from, buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                length += read;
                if (length > most)
                {
                    throw TooLarge();
                }

                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // A connection that breaks is no fault of the disk, which fails with the same type.
    private static async ValueTask<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e) when (Describe(e) is null)
        {
            throw Gone(e);
        }
    }

    private static string? FileName(ContentDispositionHeaderValue disposition) =>
        HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
}
