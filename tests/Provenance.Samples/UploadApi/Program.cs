using Provenance;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddProvenance(options => options.Validation = new() { TrustList = TrustList.ForSigners(builder.Configuration["TrustList"] ?? "keys/root.pem") });

var app = builder.Build();
app.MapPost("/videos", async (Stream video, HttpContext context) =>
{
    // Only what is trusted gets here. Keep it under a name of your own, never under the client's.
    string name = $"{Guid.NewGuid():N}.mp4";
    await using var file = File.Create(Path.Combine(builder.Configuration["Videos"] ?? "videos", name));
    await video.CopyToAsync(file);
    return Results.Created($"/videos/{name}", context.GetCheckedVideos()[0].Result.Generation.Involvement.ToString());
}).RequireContentCredentials();
app.MapProvenance("/provenance");
app.Run();
