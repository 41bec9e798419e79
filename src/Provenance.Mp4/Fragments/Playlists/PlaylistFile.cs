namespace Provenance;

/// <summary>A file that holds a rendition by itself, and of which a playlist lists ranges of bytes.</summary>
/// <param name="Path">Its path below the folder of the playlist, with <c>/</c> between its parts.</param>
/// <param name="Source">The file. The playlist disposes of it.</param>
public sealed record PlaylistFile(string Path, AssetSource Source);
