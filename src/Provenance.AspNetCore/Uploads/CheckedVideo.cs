namespace Provenance;

/// <summary>A video that passed <c>RequireContentCredentials</c>, with the result that let it pass.</summary>
/// <param name="Name">Its name for people: what the client called it, without folders and invisible characters. Never a path.</param>
/// <param name="Result">The result of the validation.</param>
public sealed record CheckedVideo(string Name, ValidationResult Result);
