/** For TypeDoc: the props of an element get the element's example. */
import { Comment, Converter, ReflectionKind } from 'typedoc'

export const load = ({ converter }) =>
  converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const props of project.getReflectionsByKind(
      ReflectionKind.Interface | ReflectionKind.TypeAlias,
    )) {
      if (!props.name.endsWith('Props') || props.comment?.getTag('@example')) continue
      const element = props.parent?.getChildByName(props.name.slice(0, -'Props'.length))
      const example = element?.comment?.getTag('@example')
      if (example) (props.comment ??= new Comment()).blockTags.push(example.clone())
    }
  })
