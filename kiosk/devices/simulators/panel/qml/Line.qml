import QtQuick

// One line or paragraph of text.
Text {
    color: Look.ink
    elide: Text.ElideRight
    font.family: Look.face
    font.pixelSize: Look.normal
    textFormat: Text.PlainText
    verticalAlignment: Text.AlignVCenter
}
