pragma ComponentBehavior: Bound

import QtQuick
import "../controls"

// Work of more than a second: what is done, what is being done, what comes.
PageBody {
    id: working

    least: steps.implicitHeight

    Column {
        id: steps
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width
        spacing: Theme.gap * 1.6

        Repeater {
            model: working.page.steps.length

            WorkStep {
                required property int index
                width: parent?.width ?? 0
                text: working.page.steps[index] ?? ""
                look: index < working.page.current ? "done" : index === working.page.current ? "now" : "later"
            }
        }
    }
}
